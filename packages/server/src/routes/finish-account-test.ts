import {
  accountTestVerdicts,
  type AccountTestReason,
  type AuditEvent,
  ConsentryError,
  type Invitation,
  type InvitationId,
  readId,
  readTestedAnswer,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { awaitSignIn } from './await-sign-in.ts';
import { judgeSignIn, type TestedEvent } from './judge-sign-in.ts';
import type { RouteDeps } from './route-deps.ts';
import { askEveryMs } from './start-account-test.ts';
import { requireDeviceCodes } from './start-device-code.ts';

type Finish = Exchange<'finishAccountTest'>;
type End = AnswerOf<'finishAccountTest'>;

/**
 * Says how a test ended. Of a browser it stands in the audit, whichever replica the browser came back to; a device code is asked about.
 * @throws ConsentryError `account_test_not_found`, `account_test_expired`, `store_unavailable`, `store_corrupt`; of a device code
 *   `device_code_off` and those of {@link awaitSignIn}
 */
export async function finishAccountTest(deps: RouteDeps, exchange: Finish): Promise<End> {
  const { handle } = exchange.input.body;
  return handle.startsWith('inv_')
    ? findInBrowser(deps, readId('InvitationId', handle))
    : finishByDeviceCode(deps, exchange, handle);
}

async function findInBrowser(deps: RouteDeps, id: InvitationId): Promise<End> {
  const invitation = await deps.store.invitations.find(id);
  if (invitation?.kind !== 'test') throw new ConsentryError('account_test_not_found');
  const finishedAt = invitation.spentAt ?? (await deps.store.flows.findFinish(id));
  const end = finishedAt === undefined ? undefined : await findEnd(deps, invitation, finishedAt);
  if (end?.type === 'account.tested') return { status: 'tested', test: describe(end) };
  if (end !== undefined) {
    const { code, reason } = end;
    return { status: 'refused', refusal: { code, ...(reason !== undefined && { reason }) } };
  }
  if (invitation.expiresAt <= deps.clock.now()) throw new ConsentryError('account_test_expired');
  return { status: 'pending', intervalMs: askEveryMs };
}

type EndEvent = Extract<AuditEvent, { type: 'account.tested' | 'consent.refused' }>;

/** What is recorded of a sign-in that came back at an instant. Undefined: it is still at work, for some moments. */
async function findEnd(
  { store }: RouteDeps,
  { id, partner: tenant, spentAt }: Invitation,
  finishedAt: number,
): Promise<EndEvent | undefined> {
  let after: string | undefined;
  do {
    const page = await store.audit.read({ limit: 1000, after, tenant });
    for (const event of page.events) {
      if (event.type === 'account.tested' && event.invitation === id) return event;
      // Once it is tested, a second window of the same browser is refused, which changes nothing.
      const isOpen = spentAt === undefined;
      if (isOpen && event.type === 'consent.refused' && event.invitation === id) return event;
      if (event.at < finishedAt - clocksApartMs) return undefined;
    }
    after = page.next;
  } while (after !== undefined);
  return undefined;
}

/** Records of several replicas stand in the order of writing, and their clocks may differ. */
const clocksApartMs = 60_000;

async function finishByDeviceCode(deps: RouteDeps, exchange: Finish, handle: string): Promise<End> {
  const deviceCodes = requireDeviceCodes(deps);
  const signIn = deviceCodes.waiting.find(handle, 'test');
  if (signIn === undefined) throw new ConsentryError('account_test_not_found');
  const { application, idTokens } = deviceCodes.prove;
  const end = await awaitSignIn(deps, exchange, { deviceCodes, handle, signIn }, async (answer) =>
    judgeSignIn(deps, await readTestedAnswer(idTokens, answer, signIn), {
      actor: 'operator',
      exchange,
      application,
    }),
  );
  return end.status === 'pending' ? end : { status: 'tested', test: describe(end.made.event) };
}

function describe(event: TestedEvent): NonNullable<End['test']> {
  const { tenant, subject, application, way, at, result, cmdlet, amr } = event;
  const reason = event.reason as AccountTestReason;
  return {
    tenant,
    subject,
    application,
    way,
    testedAt: new Date(at).toISOString(),
    result,
    reason,
    ...accountTestVerdicts[reason],
    ...(amr !== undefined && { amr: [...amr] }),
    cmdlet,
  };
}
