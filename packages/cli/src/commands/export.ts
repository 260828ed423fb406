import { createInterface } from 'node:readline/promises';
import { ConsentryError } from '@consentry/core/remote';
import { connect, type ConnectOptions } from '../connect.ts';
import type { Run } from '../run.ts';
import { plain } from '../terminal/plain.ts';

interface ExportOptions extends ConnectOptions {
  readonly grant: string;
  readonly toVault: string;
  readonly vaultTenant?: string;
  readonly secretName?: string;
  readonly confirm?: string;
}

/** More than the other calls take: two vaults and the sign-in are asked. */
const exportWithinMs = 60_000;

/**
 * Has the broker write a copy of a refresh token into another vault. The token itself never comes to this process.
 * @throws ConsentryError `not_confirmed`, and as `connect` and the call
 */
export const exportGrant: Run<ExportOptions> = async (
  { grant, toVault, vaultTenant, secretName, confirm, ...options },
  output,
) => {
  const confirmed = confirm ?? (await askForConfirmation(grant, toVault));
  const { remote, close } = await connect(options, { deadlineMs: exportWithinMs });
  try {
    const exported = await remote.call('exportGrant', {
      params: { id: grant },
      body: {
        confirm: confirmed,
        vault: {
          url: toVault,
          ...(vaultTenant !== undefined && { tenant: vaultTenant }),
          ...(secretName !== undefined && { secretName }),
        },
      },
    });
    output.result(
      () =>
        [
          `Written: ${plain(exported.secret)}`,
          'The grant goes on as before. Whoever may get that secret has what the account may do: the copy works until it expires of neglect, or the sessions of the account are revoked at Microsoft.',
        ].join('\n'),
      exported,
    );
  } finally {
    await close();
  }
};

/** @throws ConsentryError `not_confirmed` where nobody can be asked */
async function askForConfirmation(grant: string, vault: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new ConsentryError('not_confirmed', {
      message: 'A refresh token leaves only where its grant is named once more.',
      remedy: `Repeat the id: --confirm ${plain(grant)}`,
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (
      await terminal.question(
        `A copy of the refresh token of ${plain(grant)} goes to ${plain(vault)}.\nType the id of the grant to confirm: `,
      )
    ).trim();
  } finally {
    terminal.close();
  }
}
