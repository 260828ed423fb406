import { resetPassword, revokeSessions } from '../entra/revocation.ts';
import type { SandboxClock } from '../clock.ts';
import type { SandboxParts } from '../parts.ts';
import type { Control } from './control.ts';
import { approveRelationship } from './approve-relationship.ts';
import { registerInPartnerCenter } from './register-application.ts';
import { faultRuleSchema } from './fault-schema.ts';
import { ControlProblems, readBySchema } from './problems.ts';
import { webhookOrderSchema } from './webhook-schema.ts';

/** Creates the control of a sandbox. */
export function createControl(parts: SandboxParts): Control {
  const { clock, faults, gate, forge, keys, webhooks } = parts;
  return {
    playFault: (rule) => faults.order(readBySchema(faultRuleSchema, rule)),
    failNext: (service, { status, headers, body }) =>
      faults.order({
        service,
        ...(service === 'login' ? { path: '/*/oauth2/*token' } : {}),
        fault: {
          kind: 'answer',
          status,
          ...(headers === undefined ? {} : { headers }),
          ...(body === undefined ? {} : { body }),
        },
      }),
    forgeNextIdToken: (change) => forge.order(change),
    moveClock: (ms) => moveClock(clock, ms, 'moveMs'),
    setClock: (at) => moveClock(clock, at - clock.now(), 'to'),
    holdTokenEndpoint: () => {
      gate.shut();
      const { open: release, letOthersPass, waiting } = gate;
      return { release, letOthersPass, waiting };
    },
    rotateKeys: () => keys.rotate(),
    retireKeys: () => keys.retire(),
    revokeSessions: (userObjectId) => revokeSessions(parts, userObjectId),
    approveRelationship: (id, customer) => approveRelationship(parts, id, customer),
    registerInPartnerCenter: (clientId) => registerInPartnerCenter(parts, clientId),
    sendWebhook: async (order) => webhooks.send(readBySchema(webhookOrderSchema, order)),
    replayWebhook: (deliveryId) => webhooks.replay(deliveryId),
    webhookRoot: () => webhooks.root(),
    resetPassword: (userObjectId, reset) => resetPassword(parts, userObjectId, reset),
  };
}

/** The end of the year 9999: dates beyond it have no four digits. */
const LAST_INSTANT = 253_402_300_799_999;

/** @throws ControlProblems when the clock would leave the years 1970 to 9999; it stays where it is */
function moveClock(clock: SandboxClock, ms: number, path: string): void {
  const to = clock.now() + ms;
  if (!(to >= 0 && to <= LAST_INSTANT))
    throw new ControlProblems([{ path, message: 'must keep the clock between the years 1970 and 9999' }]);
  clock.move(ms);
}
