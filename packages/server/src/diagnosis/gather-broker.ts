import {
  type BrokerFacts,
  type ClientAuthentication,
  ConsentryError,
  type ReadingTime,
  resourceScope,
  type Source,
  type TenantId,
  valueOf,
} from '@consentry/core';
import { findTrouble } from '../observe/find-trouble.ts';
import type { RouteDeps } from '../routes/route-deps.ts';
import { type Home, readHome, readRegistrationFacts } from './read-own-registration.ts';

/**
 * Gathers what this broker knows of itself, and what Microsoft says of its application. Each source by itself.
 * @throws ConsentryError `store_unavailable`
 */
export async function gatherBroker(deps: RouteDeps, time: ReadingTime): Promise<BrokerFacts> {
  const home = readHome(deps, time);
  const { health, credentials } = deps;
  const [{ breaking }, vault, registration, credentialsAsked] = await Promise.all([
    findTrouble(deps),
    time.read(() => readVault(deps)),
    home.then((found) => readRegistrationFacts(deps, time, found)),
    home.then((found) => askForCredentials(deps, time, found)),
    // A broker that has just begun, or works for one command, has not asked for them yet.
    health.hasSigningKeys() ? undefined : time.read(() => deps.signingKeys.refresh()),
  ]);
  return {
    troubles: breaking.map(({ part, error }) => ({ part, code: error.code, remedy: error.remedy })),
    // Whoever was asked above has said what time it is.
    clockDifferenceMs: health.clockDifferenceMs(),
    hasSigningKeys: health.hasSigningKeys(),
    vault,
    credentials: credentials.all.map((one) => describeCredential(one, credentials)),
    credentialsAsked,
    credentialProblems: deps.credentialProblems(),
    registration,
    wanted: describeWanted(deps),
  };
}

/** Each is proved anew: that nobody refused one lately does not mean that it is good. */
async function askForCredentials(
  deps: RouteDeps,
  time: ReadingTime,
  { home, partner }: Home,
): Promise<Source<true>> {
  return time.read(async (): Promise<true> => {
    const tenant: TenantId | undefined = valueOf(home) ?? partner;
    const { graph } = deps.cloud.resources;
    if (tenant === undefined || graph === undefined) {
      throw new ConsentryError('partner_not_found', {
        remedy: 'Connect a partner: then there is a tenant in which they can be tried.',
      });
    }
    const request = { tenant, scope: resourceScope(graph) };
    await deps.credentials.proveEach((credential) =>
      deps.tokenEndpointWith(credential).redeemClientCredentials(request),
    );
    return true;
  });
}

async function readVault(
  deps: RouteDeps,
): Promise<Extract<BrokerFacts['vault'], { outcome: 'read' }>['value']> {
  await deps.probeVault();
  return {
    into: deps.vault.into,
    configured: deps.vault.configured,
    outOfReach: await deps.countOutOfReach(),
    waiting: deps.tokens.countFailedSuccessors(),
  };
}

function describeCredential(
  one: ClientAuthentication,
  credentials: RouteDeps['credentials'],
): BrokerFacts['credentials'][number] {
  return {
    name: one.name,
    kind: one.facts['credential'] === 'secret' ? 'secret' : 'certificate',
    expiresAt: one.expiresAt,
    isRefused: credentials.isRefused(one),
    isAccepted: credentials.acceptedAt(one) !== undefined,
  };
}

function describeWanted({ application, adminConsent, startConsent }: RouteDeps): BrokerFacts['wanted'] {
  const { connect, approve, customer, customerSignIn } = startConsent.redirectUris;
  return {
    kind: application.kind,
    redirectUris: [connect, approve, ...(adminConsent === undefined ? [] : [customer, customerSignIn])],
    needsIdTokens: startConsent.dialect.responseType === 'code id_token',
  };
}
