import { readFile, rm } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import type { Remote } from '@consentry/core/remote';
import type { User } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { createPrivateFile } from '../private-file.ts';
import type { TryOut } from './start-try-out.ts';

/** A partner with a grant, and a program that may ask for its tokens. */
export interface Connected {
  readonly partner: string;
  readonly customer: string;
  /** With the key of the program. */
  readonly keyFile: string;
}

/** The first line of the file: what we made, we may replace and remove. */
const heading = '# Made by `consentry up`. It opens nothing but the sandbox that ran then.';

/**
 * Lets the people of the other partner do their part, by a client that follows forms and redirects: an administrator approves the
 * application, the service account connects. Then adds a caller, and writes its key into a new file; one that an earlier
 * run left behind is replaced.
 *
 * @throws ConsentryError `usage` when there is another file under this name, or none can be made
 */
export async function connectOther(tryOut: TryOut, operator: Remote, keyFile: string): Promise<Connected> {
  await removeKeyFile(keyFile);
  await using file = await createPrivateFile(keyFile);
  const { partner, administrator, serviceAccount, customer } = tryOut.cast.other;
  const invited = { partner: partner.id, partnerName: partner.name };
  for (const [kind, account] of [
    ['approve', administrator],
    ['connect', serviceAccount],
  ] as const) {
    const { url } = await operator.call('createInvitation', { body: { kind, ...invited } });
    await accept(tryOut, url, account);
  }
  const policy = {
    partners: [partner.id],
    customers: 'all' as const,
    partnerTenant: true,
    resources: ['partner-center', 'graph'],
  };
  const { key } = await operator.call('addCaller', { body: { name: 'try-out', policy } });
  await file.write(`${heading}\n${key}`);
  return { partner: partner.id, customer: customer.id, keyFile };
}

/** Removes the file with the key. @throws ConsentryError `usage` when it is not ours */
export async function removeKeyFile(keyFile: string): Promise<void> {
  const text = await readFile(keyFile, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  if (!text.startsWith(heading)) {
    throw new ConsentryError('usage', {
      message: `The file ${keyFile} is there already, and is no key of an earlier try.`,
      remedy: 'Name a new file with --key-out.',
    });
  }
  await rm(keyFile);
}

async function accept({ sandbox }: TryOut, invitation: string, account: User): Promise<void> {
  const person = createPerson({ send: (request) => fetch(request) });
  const { userPrincipalName, password, totpSecret } = account;
  const known = { userPrincipalName, password, ...(totpSecret !== undefined && { totpSecret }) };
  const end = await signIn(person, await person.open(invitation), known, { now: () => sandbox.clock.now() });
  if (end.status !== 200) throw new Error(`${userPrincipalName} did not get through: ${end.text}`);
}
