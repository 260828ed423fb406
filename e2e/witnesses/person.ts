import { DEFAULT_PASSWORD } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';

/** Signs the service account of partner one in, and returns what would be posted to the client. */
export async function consentAt(url: string): Promise<URLSearchParams> {
  const person = createPerson({ send: (request) => fetch(request) });
  const account = {
    userPrincipalName: 'service@partner-one.example',
    password: DEFAULT_PASSWORD,
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  };
  const page = await signIn(person, await person.open(url), account, { stopBeforeCallback: true });
  const [form] = page.forms;
  if (form === undefined) throw new Error(`the sign-in stopped at ${page.url}: ${page.text}`);
  return new URLSearchParams(form.fields.map(({ name, value }) => [name, value]));
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

export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

export const partner = '20000000-0000-4000-8000-000000000001';
export const customer = '30000000-0000-4000-8000-00000000000a';
export const clientId = '40000000-0000-4000-8000-000000000000';
export const clientSecret = 'example-integration-secret~1';
