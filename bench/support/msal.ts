import { ConfidentialClientApplication, type Configuration, type INetworkModule } from '@azure/msal-node';
import { writeTokenAnswer } from './token-answer.ts';

/** MSAL for Node.js, with a token endpoint without a network, and how often that was asked. */
export interface Msal {
  redeem(): Promise<void>;
  asked(): number;
}

const login = 'https://login.example';
const tenant = '11111111-1111-4111-8111-111111111111';
const endpoint = `${login}/${tenant}/oauth2/v2.0`;

/** @param tokenBytes length of the access token in each answer */
export function createMsal(
  credential: Pick<Configuration['auth'], 'clientCertificate' | 'clientSecret'>,
  tokenBytes: number,
): Msal {
  let count = 0;
  const networkClient: INetworkModule = {
    sendGetRequestAsync: () => Promise.reject(new TypeError('everything is known already')),
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- MSAL's interface has it
    async sendPostRequestAsync<T>() {
      count += 1;
      return { status: 200, headers: {}, body: JSON.parse(writeTokenAnswer(tokenBytes)) as T };
    },
  };
  const application = new ConfidentialClientApplication({
    auth: {
      clientId: '33333333-3333-4333-8333-333333333333',
      authority: `${login}/${tenant}`,
      knownAuthorities: [new URL(login).host],
      authorityMetadata: JSON.stringify({
        authorization_endpoint: `${endpoint}/authorize`,
        token_endpoint: `${endpoint}/token`,
        issuer: `${login}/${tenant}/v2.0`,
        jwks_uri: `${endpoint}/keys`,
      }),
      ...credential,
    },
    system: { networkClient },
  });
  return {
    asked: () => count,
    async redeem() {
      await application.acquireTokenByRefreshToken({
        refreshToken: '1.'.padEnd(1200, 'z'),
        scopes: ['https://graph.microsoft.com/.default'],
      });
    },
  };
}
