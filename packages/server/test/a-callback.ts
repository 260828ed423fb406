import assert from 'node:assert/strict';
import type { Page, Person } from '@consentry/sandbox/person';
import type { TestBroker } from './a-broker.ts';

/** The redirect URI of a consent that connects. */
export const callback = 'http://localhost:44395/consent/callback';

/** A page with the code, nothing stored, and one record of it. @returns the reason that it gives, if any */
export async function assertRefused(
  t: TestBroker,
  page: { status: number; html: string },
  code: string,
  status: number,
): Promise<string | undefined> {
  assert.match(page.html, new RegExp(`<code>${code}</code>`), page.html);
  assert.equal(page.status, status);
  assert.deepEqual((await t.operator.call('listGrants', {})).items, []);
  const refused = (await t.events()).filter((event) => event.type === 'consent.refused');
  assert.deepEqual(
    refused.map((event) => event.code),
    [code],
  );
  return refused[0]?.reason;
}

/** The form that the identity provider would post to the broker. */
export async function aCallbackForm(
  t: TestBroker,
  { person = t.person(), invitation }: { person?: Person; invitation?: string } = {},
): Promise<{ page: Page; person: Person }> {
  const signIn = { person, stopBeforeCallback: true };
  const page = await t.connect(invitation ?? (await t.invite()), t.user('service'), signIn);
  return { page, person };
}

/** Posts to the redirect URI without a browser. */
export async function post(
  t: TestBroker,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; html: string }> {
  const response = await t.send(
    new Request(callback, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    }),
  );
  return { status: response.status, html: await response.text() };
}
