import {
  ConsentryError,
  createApi,
  createGraph,
  type Graph,
  isConsentryError,
  readId,
  readTarget,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { reportTakenBack } from '../taking-back/report.ts';
import { revokeGrant } from '../taking-back/take-back.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';

/** Why the grant is revoked: what is left at Microsoft follows from it. */
const reason = 'signed_out';

/**
 * Has Microsoft end every session of the account, by a token of the grant itself. That ends its refresh token too, so the
 * grant is taken back.
 *
 * @throws ConsentryError `grant_not_found`, `stopped`, `api_…` (`api_forbidden`: the consent does not hold the permission),
 *   and those of `Tokens.acquire`: then nothing was ended. `audit_unavailable`, `store_unavailable`: the sessions may have ended
 */
export async function signOutGrant(
  deps: RouteDeps,
  exchange: Exchange<'signOutGrant'>,
): Promise<AnswerOf<'signOutGrant'>> {
  const { store, clock, cloud, tokens } = deps;
  const grant = await store.grants.find(readId('GrantId', exchange.input.params.id));
  if (grant === undefined) throw new ConsentryError('grant_not_found');
  const { id, partner, consentedAt } = grant;
  await requireUnstopped(deps, partner);
  const by = { actor: 'operator', ...traceOf(exchange) } as const;
  const record = { ...by, grant: id, partner } as const;
  await store.audit.write({ type: 'grant.take_back', at: clock.now(), ...record, act: 'sign_out' });
  const { token } = await tokens.acquire(id, readTarget(cloud, { partner, resource: 'graph' }), {
    consentedAt,
  });
  await endSessions(createGraph(createApi(deps.apiPorts, { resource: 'graph', partner }, async () => token)));
  try {
    await store.audit.write({ type: 'grant.signed_out', at: clock.now(), ...record });
    const done = await revokeGrant(deps, id, by, { reason });
    return await reportTakenBack(deps, { act: 'revoke', scope: 'grant', partner: undefined, ...done });
  } catch (error) {
    // The sessions have ended, and the refresh token with them: the row says so, whatever else could not be done.
    await store.grants.revoke(id, { reason, since: clock.now() });
    throw error;
  }
}

/** @throws ConsentryError `api_…`; without the permission it says which one */
async function endSessions(graph: Pick<Graph, 'endSessions'>): Promise<void> {
  try {
    await graph.endSessions();
  } catch (error) {
    if (!isConsentryError(error, 'api_forbidden')) throw error;
    throw new ConsentryError('api_forbidden', {
      message: 'Graph does not let the application end the sessions of the account. Nothing was ended.',
      remedy:
        'Add the delegated permission User.RevokeSessions.All to the application, let the partner consent to it, and try again. Or let an administrator of the partner revoke the sessions of the account in the Entra admin center.',
      facts: error.facts,
      cause: error,
    });
  }
}
