import { createHash, randomBytes } from 'node:crypto';
import { DEFAULT_APPLICATION, DEFAULT_PASSWORD, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { ApiCallRecord, Sandbox, SandboxOptions, World } from '../src/index.ts';
import { createPerson, signIn } from '../src/person/index.ts';
import type { Account, Page, Person, SignInOptions } from '../src/person/index.ts';
import { createTestSandbox } from './create-test-sandbox.ts';

/** What Partner Center is asked for in these tests. */
export const PARTNER_CENTER_SCOPE = 'https://api.partnercenter.microsoft.com/user_impersonation';
export const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';
export const REDIRECT_URI = 'http://localhost:44395/callback';
export const APPROVED_URI = 'http://localhost:44395/approved';

/** A plain client of the sandbox, in one process: it uses fetch requests and nothing else. */
export interface ExampleClient {
  sandbox: Sandbox;
  person: Person;
  send: (request: Request) => Promise<Response>;
  /** The authorize URL with good parameters; a change of `null` leaves one out. */
  authorizeUrl(changes?: Record<string, string | null>, tenant?: string): string;
  /** Signs in and returns the fields that the application received. */
  consent(
    account: Account,
    options?: SignInOptions & { tenant?: string; changes?: Record<string, string | null> },
  ): Promise<Answer>;
  /** Posts to the token endpoint, with the secret of the application. */
  token(fields: Record<string, string | null>, tenant?: string): Promise<TokenAnswer>;
  redeem(code: string, changes?: Record<string, string | null>, tenant?: string): Promise<TokenAnswer>;
  refresh(refreshToken: string, scope: string, tenant: string): Promise<TokenAnswer>;
  /** A refresh token of an account in its partner's tenant. */
  connect(account: Account, tenant?: string): Promise<string>;
  get(
    service: ApiCallRecord['service'],
    path: string,
    accessToken: string,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

/** What came to the redirect URI: a page of the test's own that shows what it was sent. */
export type Answer = Record<string, string>;

export interface TokenAnswer {
  status: number;
  headers: Headers;
  body: Record<string, string> & { error_codes?: number[]; expires_in?: number };
}

/** An account of the default world. */
export function anAccount(
  name: 'service' | 'no-mfa' | 'federated' | 'admin',
  partner: 'one' | 'two' = 'one',
): Account {
  const secrets = {
    service: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    admin: 'KRUGKIDROVUWG2ZAMJZG653OEBTG66BA',
    federated: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  };
  const userPrincipalName = `${name}@partner-${partner}.example`;
  if (name === 'no-mfa') return { userPrincipalName, password: DEFAULT_PASSWORD };
  return { userPrincipalName, password: DEFAULT_PASSWORD, totpSecret: secrets[name] };
}

/**
 * @param clock the machine's unless told otherwise; a test that counts within a second stops it
 * @param more.isServed speaks with the sandbox over sockets: whoever asks for it closes the sandbox
 */
export async function createExampleClient(
  world: World = defaultWorld(),
  clock: { now(): number } = Date,
  { isServed = false, ...more }: Pick<SandboxOptions, 'deliver'> & { isServed?: boolean } = {},
): Promise<ExampleClient> {
  const sandbox = createTestSandbox({ world, clock, ...more });
  if (isServed) await sandbox.listen();
  const send = createRouter(sandbox, isServed ? fetch : sandbox.fetch);
  const person = createPerson({ send });
  const verifier = randomBytes(32).toString('base64url');
  const home = DEFAULT_TENANTS.partnerOne;

  const client: ExampleClient = {
    sandbox,
    person,
    send,
    authorizeUrl: (changes = {}, tenant = home) => {
      const url = new URL(`${sandbox.origins.login}/${tenant}/oauth2/v2.0/authorize`);
      url.search = formOf({
        client_id: DEFAULT_APPLICATION.clientId,
        response_type: 'code',
        response_mode: 'form_post',
        redirect_uri: REDIRECT_URI,
        scope: `${PARTNER_CENTER_SCOPE} openid profile offline_access`,
        state: 'the-state',
        nonce: 'the-nonce',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...changes,
      }).toString();
      return url.href;
    },
    consent: async (account, { tenant = home, changes = {}, ...options } = {}) => {
      const page = await person.open(client.authorizeUrl(changes, tenant));
      const end = await signIn(person, page, account, { now: sandbox.clock.now, ...options });
      return readAnswer(end);
    },
    token: async (fields, tenant = home) => {
      const { clientId, secret } = DEFAULT_APPLICATION;
      const body = formOf({ client_id: clientId, client_secret: secret, ...fields });
      const url = `${sandbox.origins.login}/${tenant}/oauth2/v2.0/token`;
      const response = await send(new Request(url, { method: 'POST', body }));
      const answer = parseJson<TokenAnswer['body']>(await response.text());
      return { status: response.status, headers: response.headers, body: answer };
    },
    redeem: (code, changes = {}, tenant = home) =>
      client.token(
        {
          grant_type: 'authorization_code',
          code,
          redirect_uri: REDIRECT_URI,
          code_verifier: verifier,
          scope: `${PARTNER_CENTER_SCOPE} openid profile offline_access`,
          ...changes,
        },
        tenant,
      ),
    refresh: (refreshToken, scope, tenant) =>
      client.token(
        { grant_type: 'refresh_token', refresh_token: refreshToken, scope: `${scope} openid offline_access` },
        tenant,
      ),
    connect: async (account, tenant = home) => {
      const { code = '' } = await client.consent(account, { tenant });
      const { body } = await client.redeem(code, {}, tenant);
      return body['refresh_token'] ?? '';
    },
    get: (service, path, accessToken, headers = {}) =>
      send(
        new Request(`${sandbox.origins[service]}${path}`, {
          headers: { authorization: `Bearer ${accessToken}`, ...headers },
        }),
      ),
  };
  return client;
}

/** Reads JSON of which the test knows the shape. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller knows the shape
export const parseJson: <T>(text: string) => T = JSON.parse;

/** The claims of a token, not verified. */
export function claimsOf(token: string | undefined): Record<string, unknown> {
  return parseJson(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString());
}

/** Asks the sandbox; everything that is not its own is the application's redirect URI, which echoes. */
function createRouter(
  { origins }: Sandbox,
  ask: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { origin, searchParams } = new URL(request.url);
    if (Object.values(origins).includes(origin)) return ask(request);
    const fields = request.method === 'POST' ? new URLSearchParams(await request.text()) : searchParams;
    return Response.json({ method: request.method, ...Object.fromEntries(fields) });
  };
}

export function readAnswer(page: Page): Answer {
  if (page.forms.length > 0 || !page.text.startsWith('{')) return { page: page.text };
  return parseJson(page.text);
}

function formOf(fields: Record<string, string | null>): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== null) form.set(name, value);
  return form;
}
