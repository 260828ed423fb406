import { ConfidentialClientApplication, type Configuration, type INetworkModule } from '@azure/msal-node';
import { writeTokenAnswer } from './token-answer.ts';

/** MSAL for Node.js, with a token endpoint without a network, and how often that was asked. */
export interface Msal {
  /** @param tenant the partner's own unless told otherwise */
  redeem(tenant?: string): Promise<void>;
  /** At how many token endpoints. */
  endpoints(): number;
  asked(): number;
}

const login = 'https://login.example';
const home = '11111111-1111-4111-8111-111111111111';
const endpoint = `${login}/${home}/oauth2/v2.0`;

/** @param tokenBytes length of the access token in each answer */
export function createMsal(
  credential: Pick<Configuration['auth'], 'clientCertificate' | 'clientSecret'>,
  tokenBytes: number,
): Msal {
  let count = 0;
  const urls = new Set<string>();
  const networkClient: INetworkModule = {
    sendGetRequestAsync: () => Promise.reject(new TypeError('everything is known already')),
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- MSAL's interface has it
    async sendPostRequestAsync<T>(url: string) {
      count += 1;
      urls.add(url.split('?')[0] ?? '');
      return { status: 200, headers: {}, body: JSON.parse(writeTokenAnswer(tokenBytes)) as T };
    },
  };
  const application = new ConfidentialClientApplication({
    auth: {
      clientId: '33333333-3333-4333-8333-333333333333',
      authority: `${login}/${home}`,
      knownAuthorities: [new URL(login).host],
      authorityMetadata: JSON.stringify({
        authorization_endpoint: `${endpoint}/authorize`,
        token_endpoint: `${endpoint}/token`,
        issuer: `${login}/${home}/v2.0`,
        jwks_uri: `${endpoint}/keys`,
      }),
      ...credential,
    },
    system: { networkClient },
  });
  return {
    asked: () => count,
    endpoints: () => urls.size,
    async redeem(tenant = home) {
      await application.acquireTokenByRefreshToken({
        authority: `${login}/${tenant}`,
        refreshToken: '1.'.padEnd(1200, 'z'),
        scopes: ['https://graph.microsoft.com/.default'],
      });
    },
  };
}
