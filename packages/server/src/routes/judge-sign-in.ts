import {
  type AccountTest,
  type ApplicationId,
  type AuditEvent,
  type InvitationId,
  readDomains,
  readPolicies,
  readSource,
  type TenantFacts,
  testAccount,
  type TestedSignIn,
  valueOf,
} from '@consentry/core';
import { type Exchange, traceOf } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

export type TestedEvent = Extract<AuditEvent, { type: 'account.tested' }>;

export interface JudgedBy {
  readonly actor: 'operator' | 'invited person';
  readonly exchange: Pick<Exchange<'finishConnect' | 'finishAccountTest'>, 'requestId' | 'address'>;
  readonly application: ApplicationId;
  /** Of a browser. Absent for a device code. */
  readonly invitation?: InvitationId;
}

/**
 * Says how an account signed in, and records it. Its token goes nowhere, and is forgotten with what the caller has of it.
 * @throws ConsentryError `audit_unavailable`
 */
export async function judgeSignIn(
  deps: RouteDeps,
  signIn: TestedSignIn,
  { actor, exchange, application, invitation }: JudgedBy,
): Promise<{ readonly test: AccountTest; readonly event: TestedEvent }> {
  const bare = testAccount(signIn.accessToken);
  // What is known of the tenant makes a reason more precise, and never the result better.
  const test =
    bare.reason === 'third_party_or_none'
      ? testAccount(signIn.accessToken, await readTenantFacts(deps, signIn))
      : bare;
  const { result, reason, cmdlet, amr } = test;
  const event: TestedEvent = {
    type: 'account.tested',
    at: deps.clock.now(),
    actor,
    ...traceOf(exchange),
    tenant: signIn.tenant,
    subject: signIn.subject,
    application,
    way: invitation === undefined ? 'device-code' : 'browser',
    ...(invitation !== undefined && { invitation }),
    ...(amr !== undefined && { amr }),
    result,
    reason,
    cmdlet,
  };
  await deps.store.audit.write(event);
  return { test, event };
}

/** By the grant of the tenant, where there is one that may read them. Whatever refuses leaves the reason as broad as it is. */
async function readTenantFacts(
  { apis, clock }: RouteDeps,
  { tenant, username: account }: TestedSignIn,
): Promise<TenantFacts> {
  const graph = apis.graph({ partner: tenant });
  const [domains, policies] = await Promise.all([
    readSource(clock, () => readDomains(graph)),
    readSource(clock, () => readPolicies(graph)),
  ]);
  return { account, domains: valueOf(domains), policies: valueOf(policies) };
}
