import { ConsentryError } from '../errors.ts';
import type { Timer } from '../ports.ts';
import type { ClientAuthentication } from './client-credential.ts';
import type { CredentialChoice } from './credential-choice.ts';
import { notAnyMore } from './resting.ts';
import type { RequestTerms, TokenAnswer, TokenEndpoint } from './token-endpoint.ts';

/** What a token endpoint needs that goes on with the next credential where one is refused. */
export interface ChoosingTokenEndpointInput {
  readonly credentials: CredentialChoice;
  /** The token endpoint, asked with this credential. It makes one call for each request. */
  readonly endpointFor: (credential: ClientAuthentication) => TokenEndpoint;
  readonly timer: Pick<Timer, 'elapsed'>;
}

/** What is presented may work once: a call that has less time than this is not begun. */
const leastMs = 1_000;

/**
 * A token endpoint that is asked with whichever credential of ours is accepted. A request makes one call, and one more for each
 * credential that is refused; all of them within its `deadlineMs`.
 * @throws ConsentryError those of the endpoint; before a further call `store_unavailable` where `mayStart` says no, and
 * `idp_timeout` where too little time is left
 */
export function createChoosingTokenEndpoint(input: ChoosingTokenEndpointInput): TokenEndpoint {
  const { credentials, endpointFor, timer } = input;
  // Weak: credentials are replaced.
  const endpoints = new WeakMap<ClientAuthentication, TokenEndpoint>();
  const endpointOf = (credential: ClientAuthentication): TokenEndpoint => {
    const endpoint = endpoints.get(credential) ?? endpointFor(credential);
    endpoints.set(credential, endpoint);
    return endpoint;
  };

  const askWithin = <Request extends RequestTerms>(
    request: Request,
    ask: (endpoint: TokenEndpoint, request: Request) => Promise<TokenAnswer>,
  ): Promise<TokenAnswer> => {
    const { deadlineMs, mayStart } = request;
    const beganAt = timer.elapsed();
    let calls = 0;
    return credentials.prove(async (credential) => {
      const endpoint = endpointOf(credential);
      if (calls++ === 0) return ask(endpoint, request);
      if ((await mayStart?.()) === false) throw notAnyMore();
      if (deadlineMs === undefined) return ask(endpoint, request);
      const leftMs = deadlineMs - (timer.elapsed() - beganAt);
      if (leftMs < leastMs) throw new ConsentryError('idp_timeout', { facts: { mayHaveArrived: false } });
      return ask(endpoint, { ...request, deadlineMs: leftMs });
    });
  };

  return {
    redeemCode: (request) => credentials.prove((credential) => endpointOf(credential).redeemCode(request)),
    redeemRefreshToken: (request) =>
      askWithin(request, (endpoint, again) => endpoint.redeemRefreshToken(again)),
    redeemClientCredentials: (request) =>
      askWithin(request, (endpoint, again) => endpoint.redeemClientCredentials(again)),
  };
}
