import type { IdTokenClaims } from '../entra/id-token.ts';
import type { TokenEndpoint } from '../entra/token-endpoint.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import { matchesDigest } from './digest.ts';
import type { Invitation } from './invitation.ts';
import { readFrontIdToken, takeCode, type ReadCallbackDeps, type UnidentifiedCode } from './read-callback.ts';
import type { CallbackInput } from './take-flow.ts';

/** What is needed to tell which customer’s administrator signed in. */
export interface IdentifyCustomerDeps extends ReadCallbackDeps {
  readonly redirectUri: string;
  readonly tokenEndpoint: Pick<TokenEndpoint, 'redeemCode'>;
}

/** Whose administrator opened the invitation of an unknown customer. */
export interface IdentifiedCustomer {
  readonly invitation: Invitation;
  readonly identity: IdTokenClaims;
}

/**
 * Reads who signed in at `organizations`, by a signed id_token. In the hybrid flow it came with the code, which is dropped; otherwise
 * the code is redeemed where it was issued. No token is kept: nothing but the tenant is wanted.
 *
 * @throws ConsentryError those of {@link readCallback} but `wrong_tenant` and `wrong_account`; `customer_refused` for a personal
 *   account; those of the token endpoint
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function identifyCustomer(
  deps: IdentifyCustomerDeps,
  input: CallbackInput,
): Promise<IdentifiedCustomer> {
  const consent = await takeCode(deps, input, 'customer-sign-in');
  return { invitation: consent.invitation, identity: await identityOf(deps, input, consent) };
}

async function identityOf(
  { dialect, idTokens, redirectUri, tokenEndpoint }: IdentifyCustomerDeps,
  { fields }: CallbackInput,
  { code, verifier, nonceDigest }: UnidentifiedCode,
): Promise<IdTokenClaims> {
  const isHybrid = dialect.responseType !== 'code';
  const idToken = isHybrid
    ? readFrontIdToken(fields)
    : (await tokenEndpoint.redeemCode({ tenant: 'organizations', code, redirectUri, verifier, scopes: [] }))
        .idToken;
  if (idToken === undefined) throw new ConsentryError('id_token_invalid', { facts: { reason: 'missing' } });
  const nonce = (said: string): boolean => matchesDigest(said, nonceDigest);
  try {
    return await idTokens.read(idToken, { nonce, ...(isHybrid && { code }) });
  } catch (error) {
    if (!isConsentryError(error, 'id_token_invalid') || error.facts['reason'] !== 'tenant') throw error;
    throw new ConsentryError('customer_refused', { facts: { reason: 'no_organisation' }, cause: error });
  }
}

/** Why a tenant cannot be the customer of an invitation. */
export type CustomerProblem = 'no_organisation' | 'partner' | 'excluded' | 'not_allowed';

/** The tenant of all personal accounts. */
const consumerTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

/**
 * Says why a tenant cannot be this partner's customer.
 * @param rules `excluded`: by configuration. `allowed`: by the invitation; undefined allows every other
 */
export function findCustomerProblem(
  tenant: TenantId,
  rules: {
    readonly partner: TenantId;
    readonly excluded: readonly TenantId[];
    readonly allowed: readonly TenantId[] | undefined;
  },
): CustomerProblem | undefined {
  if (tenant === consumerTenant) return 'no_organisation';
  if (tenant === rules.partner) return 'partner';
  if (rules.excluded.includes(tenant)) return 'excluded';
  return rules.allowed?.includes(tenant) === false ? 'not_allowed' : undefined;
}
