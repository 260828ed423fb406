import { ConsentryError } from '../errors.ts';
import type { ApplicationId } from '../ids.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

/**
 * The token endpoint, spoken to as the application that a refresh token is bound to.
 * @throws ConsentryError `application_not_configured`
 */
export type TokenEndpointOf = (application: ApplicationId) => TokenEndpoint;

/** Chooses among the applications that are ours. @param endpoints one for each of them */
export function createTokenEndpointOf(endpoints: ReadonlyMap<ApplicationId, TokenEndpoint>): TokenEndpointOf {
  return (application) => {
    const endpoint = endpoints.get(application);
    if (endpoint !== undefined) return endpoint;
    throw new ConsentryError('application_not_configured', { facts: { application } });
  };
}
