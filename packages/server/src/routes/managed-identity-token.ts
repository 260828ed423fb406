import { ConsentryError } from '@consentry/core';
import { type AnswerOf, endpoints, type Policy } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { acquireToken } from './acquire-token.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Gives a token as App Service does. The protocol names an identity where ours names a partner and a customer: the
 * identity is the customer's tenant, and the partner is the one of the policy. All else is {@link acquireToken}'s.
 *
 * @throws ConsentryError `policy_denied` (a key for several partners), `invalid_request` (no customer is named, and the
 *   policy does not name exactly one)
 */
export async function managedIdentityToken(
  deps: RouteDeps,
  exchange: Exchange<'managedIdentityToken'>,
): Promise<AnswerOf<'managedIdentityToken'>> {
  if (exchange.principal?.kind !== 'caller') throw new TypeError('the contract lets only callers in');
  const { policy } = exchange.principal;
  const { resource, client_id: named } = exchange.input.query;
  const partner = requirePartner(policy);
  const tenant = named ?? requireCustomer(policy);
  const body = endpoints.acquireToken.body.schema.parse({
    partner,
    resource,
    ...(tenant === partner ? {} : { customer: tenant }),
  });
  const answer = await acquireToken(deps, { ...exchange, input: { body } });
  return {
    access_token: answer.accessToken,
    client_id: answer.tenant,
    expires_on: String(Math.floor(Date.parse(answer.expiresAt) / 1000)),
    resource,
    token_type: answer.tokenType,
  };
}

function requirePartner({ partners }: Policy): string {
  const only = findOnly(partners);
  if (only !== undefined) return only;
  throw new ConsentryError('policy_denied', {
    message: 'The key is for several partners, and a managed identity does not say which.',
    remedy: 'Use the key of a caller whose policy names exactly one partner.',
  });
}

function requireCustomer({ customers }: Policy): string {
  const only = findOnly(customers);
  if (only !== undefined) return only;
  throw new ConsentryError('invalid_request', {
    message: 'No customer is named, and the key is not for exactly one.',
    remedy: 'Give the customer’s tenant id as the client id of the managed identity.',
  });
}

function findOnly(tenants: Policy['partners']): string | undefined {
  return tenants !== 'all' && tenants.length === 1 ? tenants[0] : undefined;
}
