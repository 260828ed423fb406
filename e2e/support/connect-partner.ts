import assert from 'node:assert/strict';
import { DEFAULT_TENANTS, type Sandbox } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { consentry } from './consentry.ts';

/** What a broker says when it is ready. */
export interface Ready {
  readonly publicUrl: string;
  readonly apiUrl: string;
  readonly operatorKeyFile: string;
}

/** The options by which a command reaches a broker as its operator. */
export function asOperator({ apiUrl, operatorKeyFile }: Ready): readonly string[] {
  return ['--url', apiUrl, '--key-file', operatorKeyFile];
}

/** Invites the service account of partner one, which signs in and consents. */
export async function connectPartner(sandbox: Sandbox, ready: Ready): Promise<void> {
  const invite = ['invite', '--json', '--partner', DEFAULT_TENANTS.partnerOne, ...asOperator(ready)];
  const invited = await consentry(invite);
  assert.equal(invited.exitCode, 0, invited.stderr);
  const { url } = JSON.parse(invited.stdout) as { url: string };
  const account = sandbox.world.users.find(
    ({ userPrincipalName }) => userPrincipalName === 'service@partner-one.example',
  );
  assert.ok(account?.totpSecret);
  const person = createPerson({ send: (request) => fetch(request) });
  const { userPrincipalName, password, totpSecret } = account;
  const page = await signIn(person, await person.open(url), { userPrincipalName, password, totpSecret });
  assert.equal(page.status, 200, page.text);
}
