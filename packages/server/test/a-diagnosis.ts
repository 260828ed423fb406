import { setImmediate } from 'node:timers/promises';
import type { AnswerOf } from '@consentry/core/contract';
import { readApplicationId, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import {
  aBroker,
  customerB,
  customerC,
  partnerOne,
  type TestBroker,
  type TestBrokerOptions,
} from './a-broker.ts';
import { letRead } from './a-posture.ts';

export type Check = AnswerOf<'diagnoseBroker'>['checks'][number];

const dayMs = 24 * 60 * 60 * 1000;
export const graph = 'https://graph.microsoft.com';
export const partnerCenter = 'https://api.partnercenter.microsoft.com';

/** Nothing is in the way, and everything may be looked at. */
export function nothingInTheWay(world: World): void {
  letRead(world, [partnerOne]);
  for (const { tenantId, resource, scopes } of world.consents)
    if (tenantId === partnerOne && resource === graph) scopes.push('DelegatedAdminRelationship.Read.All');
  world.consents.push(...consented(partnerOne, partnerCenter, ['user_impersonation']));
  world.consents.push(...consented(customerB, graph, ['User.Read', 'User.Read.All', 'Directory.Read.All']));
  world.relationships = world.relationships.filter(({ customerTenantId }) => customerTenantId !== customerC);
  for (const principal of world.servicePrincipals)
    if (principal.tenantId === DEFAULT_TENANTS.vendor)
      principal.roles.push({ resource: graph, roles: ['Application.Read.All'] });
  for (const user of world.users)
    if (user.userPrincipalName.startsWith('service@partner-one')) user.directoryRoles.push('Global Reader');
}

function consented(tenantId: string, resource: string, scopes: string[]): World['consents'] {
  return [{ tenantId, clientId: DEFAULT_APPLICATION.clientId, resource, scopes, kind: 'admin' }];
}

export interface DiagnosisOptions extends TestBrokerOptions {
  /** When the secret ends, as the configuration says, in days. */
  readonly secretDays?: number;
  /** What the configuration says of the application; a vendor’s unless told. */
  readonly kind?: 'partner' | 'vendor';
}

/** What it takes that nothing is in the way of a broker. @param elapsed time that passes, milliseconds */
export function nothingInTheWayOf(
  { secretDays = 365, kind = 'vendor', world, config, ...others }: DiagnosisOptions,
  elapsed: () => number = () => performance.now(),
): TestBrokerOptions {
  const expiresAt = Date.now() + secretDays * dayMs;
  const credential = { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret), expiresAt } as const;
  const id = readApplicationId(DEFAULT_APPLICATION.clientId);
  return {
    timer: { elapsed, wait: async () => setImmediate() },
    world(one) {
      nothingInTheWay(one);
      world?.(one);
    },
    config: { application: { id, name: 'Example Integration', kind, credential }, ...config },
    ...others,
  };
}

/** A broker whose time passes as the sandbox’s clock is moved, and not by waiting. Nobody is connected. */
export async function aDiagnosedBroker(options: DiagnosisOptions = {}): Promise<TestBroker> {
  let t: TestBroker | undefined;
  t = await aBroker(nothingInTheWayOf(options, () => t?.sandbox.clock.now() ?? 0));
  await t.broker.app.signingKeys.refresh();
  return t;
}

/** Both halves that the broker knows. */
export async function diagnose(t: TestBroker): Promise<readonly Check[]> {
  const params = { partner: partnerOne };
  const [own, ofPartner] = await Promise.all([
    t.operator.call('diagnoseBroker', {}),
    t.operator.call('diagnosePartner', { params }),
  ]);
  return [...own.checks, ...ofPartner.checks];
}

/** What did not pass, by id and status. */
export function notPassed(checks: readonly Check[]): readonly string[] {
  return checks.filter(({ status }) => status !== 'pass').map(({ id, status }) => `${id} ${status}`);
}
