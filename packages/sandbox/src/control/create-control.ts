import { resetPassword, revokeSessions } from '../entra/revoke.ts';
import type { SandboxParts } from '../parts.ts';
import type { Control } from './control.ts';
import { faultRuleSchema } from './fault-schema.ts';
import { readBySchema } from './problems.ts';

/** Creates the control of a sandbox. */
export function createControl(parts: SandboxParts): Control {
  const { clock, faults, gate, forge, keys } = parts;
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
    moveClock: (ms) => clock.move(ms),
    setClock: (at) => clock.move(at - clock.now()),
    holdTokenEndpoint: () => {
      gate.shut();
      return { release: () => gate.open(), waiting: () => gate.waiting() };
    },
    rotateKeys: () => keys.rotate(),
    retireKeys: () => keys.retire(),
    revokeSessions: (userObjectId) => revokeSessions(parts, userObjectId),
    resetPassword: (userObjectId, reset) => resetPassword(parts, userObjectId, reset),
  };
}
