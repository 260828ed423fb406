import { DEFAULT_PASSWORD } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import type { Page } from '@consentry/sandbox/person';

export const account = {
  userPrincipalName: 'service@partner-one.example',
  password: DEFAULT_PASSWORD,
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
};
const person = createPerson({ send: (request) => fetch(request) });

/** Signs the service account of partner one in, and returns what would be posted to the client. */
export async function consentAt(url: string): Promise<URLSearchParams> {
  const page = await signIn(person, await person.open(url), account, { stopBeforeCallback: true });
  const [form] = page.forms;
  if (form === undefined) throw new Error(`the sign-in stopped at ${page.url}: ${page.text}`);
  return new URLSearchParams(form.fields.map(({ name, value }) => [name, value]));
}

/** Types a device's code on the page that the client names, and signs in there. */
export async function enterCode(url: string, code: string): Promise<Page> {
  const page = await person.submit(await person.open(url), { user_code: code });
  return signIn(person, page, account);
}

/** How many token requests of one client the sandbox has seen. */
export async function countTokenRequests(client: string): Promise<number> {
  const headers = { authorization: `Bearer ${setting('CONTROL_TOKEN')}` };
  const response = await fetch(`${setting('CONTROL')}/ledger?kind=token-request`, { headers });
  const { records } = (await response.json()) as { records: { clientId?: string }[] };
  return records.filter((record) => record.clientId === client).length;
}

/** How many users Graph lists with a token, over all pages. */
export async function countUsers(graph: string, token: string): Promise<number> {
  let count = 0;
  let url: string | undefined = `${graph}/v1.0/users?$top=10`;
  while (url !== undefined) {
    const response: Response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const page = (await response.json()) as { value: unknown[]; '@odata.nextLink'?: string };
    count += page.value.length;
    url = page['@odata.nextLink'];
  }
  return count;
}

/** Some claims of a token, not verified. */
export function claimsOf(token: string, ...names: string[]): unknown[] {
  const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const claims = JSON.parse(text) as Record<string, unknown>;
  return names.map((name) => claims[name]);
}

/** What an act was refused with. */
export async function refusalOf<T>(act: () => Promise<T>): Promise<Error & Record<string, unknown>> {
  try {
    await act();
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('nothing was refused');
}

/** Says what the client saw: one line of JSON, for the test to compare. */
export function report(seen: object): void {
  process.stdout.write(JSON.stringify(seen));
}

export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

export const vendor = '10000000-0000-4000-8000-000000000000';
export const partner = '20000000-0000-4000-8000-000000000001';
export const customer = '30000000-0000-4000-8000-00000000000a';
export const customerWithoutConsent = '30000000-0000-4000-8000-00000000000b';
export const customerWithoutAccess = '30000000-0000-4000-8000-00000000000c';
export const clientId = '40000000-0000-4000-8000-000000000000';
export const clientSecret = 'example-integration-secret~1';
