import { ConsentryError, readTenantId, resourceScope } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { listCredentials } from './list-credentials.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Asks for a token with each credential, so that it is seen which are accepted also where nobody asks for anything, and where
 * another one serves.
 * @throws ConsentryError those of the token endpoint; a credential that is refused is none of them, and is shown
 */
export async function proveCredentials(
  deps: RouteDeps,
  { input }: Exchange<'proveCredentials'>,
): Promise<AnswerOf<'proveCredentials'>> {
  const { graph } = deps.cloud.resources;
  if (graph === undefined) {
    throw new ConsentryError('client_request', { message: 'The configured cloud has no Graph.' });
  }
  const request = { tenant: readTenantId(input.body.tenant), scope: resourceScope(graph) };
  await deps.credentials.proveEach((credential) =>
    deps.tokenEndpointWith(credential).redeemClientCredentials(request),
  );
  return listCredentials(deps);
}
