import {
  type ApplicationId,
  type Clock,
  type Cloud,
  type CredentialSource,
  ConsentryError,
  createDeviceCodeEndpoint,
  type DeviceCode,
  type DeviceCodeEndpoint,
  type Fetch,
  isConsentryError,
  resourceScope,
  type TenantId,
  type Timer,
  type TokenAnswer,
  withWords,
} from '@consentry/core';
import { describeDeviceCode } from '../describe-device-code.ts';

/**
 * Microsoft Graph Command Line Tools, the public client of Microsoft's own PowerShell module: known in every tenant of the public
 * and the US clouds, and not in China, where a client of one's own is to be named.
 * @see https://learn.microsoft.com/powershell/microsoftgraph/authentication-commands (2026-11)
 */
export const usualClientId = '14d82eec-204b-4c2f-b7e8-296a70dab67e';

/** Who signs in where, and what the waiting needs. */
export interface SignInDeps {
  readonly cloud: Cloud;
  readonly clientId: ApplicationId;
  readonly tenant: TenantId;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Tells the person. */
  readonly note: (text: string) => void;
}

const troubleMs = 5000;
const slowerMs = 5000;

/**
 * Lets an administrator sign in on another machine, with a code that this terminal shows. The token stays in memory, and there is
 * no refresh token.
 *
 * @param permissions delegated permissions of Graph, by their names
 * @returns Graph's token for every call
 * @throws ConsentryError `invalid_configuration`: the cloud has no Graph; `device_code_expired`, `consent_declined`, and those of the
 *   token endpoint
 */
export async function signIn(deps: SignInDeps, permissions: readonly string[]): Promise<CredentialSource> {
  const { cloud, tenant, note } = deps;
  const { graph } = cloud.resources;
  if (graph === undefined) {
    throw new ConsentryError('invalid_configuration', {
      message: `The cloud ${cloud.name} has no Graph.`,
      remedy: 'Give cloud.graphBaseUrl.',
    });
  }
  const scopes = permissions.map((name) => resourceScope(graph, name));
  const endpoint = createDeviceCodeEndpoint(deps);
  try {
    const started = await endpoint.start(tenant, scopes, { isOnce: true });
    note(
      describeDeviceCode({ ...started, expiresAt: new Date(started.expiresAt).toISOString().slice(0, 19) }),
    );
    const { accessToken } = await awaitPerson(deps, endpoint, started, scopes);
    const credential = { value: accessToken, baseUrl: graph.baseUrl };
    return async () => credential;
  } catch (error) {
    throw retell(error);
  }
}

/** Passing trouble is waited out: the person may be signing in meanwhile. */
async function awaitPerson(
  { tenant, timer, clock }: SignInDeps,
  endpoint: DeviceCodeEndpoint,
  { deviceCode, expiresAt, intervalMs }: DeviceCode,
  scopes: readonly string[],
): Promise<TokenAnswer> {
  let pauseMs = intervalMs;
  for (let waitMs = pauseMs; ; ) {
    if (clock.now() + waitMs > expiresAt) throw new ConsentryError('device_code_expired');
    await timer.wait(waitMs);
    try {
      const outcome = await endpoint.redeem(tenant, deviceCode, scopes, { isOnce: true });
      if (outcome.is === 'signed_in') return outcome.answer;
      if (outcome.is === 'slow_down') pauseMs += slowerMs;
      waitMs = pauseMs;
    } catch (error) {
      if (!isConsentryError(error) || error.entry.retry !== 'later' || error.code === 'device_code_expired')
        throw error;
      waitMs = Math.max(pauseMs, error.retryAfterMs ?? troubleMs);
    }
  }
}

/** The words of the endpoint are for an account that is connected. */
function retell(error: unknown): unknown {
  if (isConsentryError(error, 'device_code_expired')) {
    return withWords(error, {
      message: 'Nobody signed in within the time of the code.',
      remedy:
        'Run the command again. Where the page asks for an administrator: sign in with Cloud Application Administrator or more, who may consent to Microsoft’s command line tools, or name a public client of your own with --client-id.',
    });
  }
  if (isConsentryError(error, 'consent_declined') || isConsentryError(error, 'consent_failed')) {
    return withWords(error, {
      message: 'The sign-in was ended at Microsoft’s page. Nothing was done.',
      remedy: 'If that was a mistake, run the command again.',
    });
  }
  return error;
}
