import {
  type ApplicationId,
  type ClientCredential,
  type Clock,
  type Cloud,
  ConsentryError,
  createClientAuthentication,
  createRegistration,
  createTokenEndpoint,
  type Dialect,
  type Fetch,
  type Random,
  type Registration,
  resourceScope,
  type TenantId,
  type TokenAnswer,
} from '@consentry/core';

type Certificate = Extract<ClientCredential, { kind: 'certificate' }>;

/** Microsoft, asked as the application with one of its certificates. */
export interface IdentityProvider {
  /** Gets a token with it. @throws ConsentryError `client_credential`: it is not accepted; those of the token endpoint */
  prove(certificate: Certificate): Promise<void>;
  /** The registration, changed with the proof that this certificate is held. */
  registration(signer: Certificate): Registration;
}

export interface IdentityProviderInput {
  readonly cloud: Cloud;
  readonly application: ApplicationId;
  /** Where it is registered. */
  readonly tenant: TenantId;
  readonly dialect: Dialect;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
}

/** @throws ConsentryError `usage`: the cloud has no Graph */
export function createIdentityProvider(input: IdentityProviderInput): IdentityProvider {
  const { cloud, application, tenant, dialect, fetch, clock, random } = input;
  const { graph } = cloud.resources;
  if (graph === undefined) {
    throw new ConsentryError('usage', {
      message: 'The configured cloud has no Graph.',
      remedy: 'Give cloud.graphBaseUrl.',
    });
  }
  const ask = async (credential: Certificate): Promise<TokenAnswer> => {
    const authentication = await createClientAuthentication({
      clientId: application,
      credential,
      clock,
      random,
    });
    const endpoint = createTokenEndpoint({
      cloud,
      clientId: application,
      authentication,
      fetch,
      clock,
      dialect,
    });
    return endpoint.redeemClientCredentials({ tenant, scope: resourceScope(graph) });
  };
  return {
    async prove(certificate) {
      await ask(certificate);
    },
    registration: (signer) =>
      createRegistration({
        fetch,
        application,
        signer,
        clock,
        credential: async () => ({ value: (await ask(signer)).accessToken, baseUrl: graph.baseUrl }),
      }),
  };
}
