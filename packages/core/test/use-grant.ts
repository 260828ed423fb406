import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { claimsOf, GRAPH_SCOPE } from '../../sandbox/test/example-client.ts';
import { isConsentryError } from '../src/errors.ts';
import type { GrantFacts } from '../src/posture/sources/sources.ts';
import { someGrantFacts } from './a-posture.ts';
import {
  type Observation,
  observedAt,
  observedPartner,
  type PartnerCenterClient,
} from './an-observed-partner.ts';

type User = World['users'][number];

/** Lists the customers at Partner Center: whether that was refused, and what was said of MFA. */
export async function callPartnerCenter({
  apis,
  said,
}: PartnerCenterClient): Promise<{ refusedBy?: string; verdict: boolean | undefined }> {
  try {
    await Array.fromAsync(apis.partnerCenter({ partner: observedPartner }).customers());
    return { verdict: said.at(-1) };
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    return { refusedBy: error.code, verdict: said.at(-1) };
  }
}

/** What a broker notes of the grant of somebody: nothing but what the token and the answers say. */
export async function useGrant(
  observation: Observation,
  user: User,
  {
    asksForMfa = false,
    isCalled = true,
    change = {},
  }: { asksForMfa?: boolean; isCalled?: boolean; change?: Partial<GrantFacts> } = {},
): Promise<GrantFacts> {
  const refreshToken = await observation.signIn(user, { asksForMfa });
  const client = await observation.apisOf(refreshToken);
  const { refusedBy, verdict } = isCalled ? await callPartnerCenter(client) : { verdict: undefined };
  return someGrantFacts({
    id: `grant of ${user.userPrincipalName}`,
    account: user.objectId,
    accountName: user.userPrincipalName,
    application: DEFAULT_APPLICATION.clientId,
    amr: claimsOf(client.token.reveal())['amr'] as string[],
    isMfaCompliant: verdict,
    mfaRefusedAt: refusedBy === 'api_mfa_required' ? observedAt : undefined,
    redeemedAt: observation.client.sandbox.clock.now(),
    refusedAtCustomers: await useAtCustomer(observation, refreshToken),
    ...change,
  });
}

async function useAtCustomer(
  { client }: Observation,
  refreshToken: string,
): Promise<GrantFacts['refusedAtCustomers']> {
  const { body } = await client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.customerA);
  const lacksMfa = [50076, 50079].includes(body.error_codes?.[0] ?? 0);
  return lacksMfa ? { count: 1, lastAt: observedAt } : undefined;
}
