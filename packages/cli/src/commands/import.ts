import { ConsentryError, isConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type ConnectOptions, connect } from '../connect.ts';
import { openSource, type Source, type SourceOptions } from '../import/open-source.ts';
import type { SourceReport } from '../import/source-report.ts';
import { openVaultPlace } from '../import/vault-source.ts';
import type { Run } from '../run.ts';
import { plain } from '../terminal/plain.ts';

export interface ImportOptions extends ConnectOptions, SourceOptions {
  readonly account?: string;
  readonly replace?: boolean;
  readonly acceptUnknownMfa?: boolean;
}

const goesOn =
  'What was brought goes on working at Microsoft for whoever has a copy: until it was not used for 90 days, or until the sessions of the account are revoked, which ends this grant as well.';

/**
 * Takes a refresh token of another tool over. Ends with 1 where it was imported and the source could not be purged wholly.
 * @throws ConsentryError `usage`, those of the vault, of `connect` and of the call
 */
export const importToken: Run<ImportOptions> = async (options, output) => {
  if (options.keyFile === '-' && needsStandardInput(options)) {
    throw new ConsentryError('usage', {
      message: 'Standard input cannot hold the key and the token.',
      remedy: 'Name the file with the key.',
    });
  }
  if (needsStandardInput(options) && process.stdin.isTTY) {
    output.note(
      options.fromVault === undefined
        ? 'Reading the refresh token from standard input; it is not to be typed where others see it.'
        : 'Reading the access token for the vault from standard input.',
    );
  }
  await using place = await openVaultPlace(options.fromVault === undefined ? undefined : options.config);
  const { remote, close } = await connect(options);
  try {
    const source = await openSource(options, place);
    const grant = await remote.call('importGrant', {
      body: {
        partner: options.partner,
        accountId: options.account,
        refreshToken: source.refreshToken.reveal(),
        acceptsUnknownMfa: options.acceptUnknownMfa === true,
        replaces: options.replace === true,
      },
    });
    const report = options.purgeSource === true ? await purge(source) : undefined;
    output.result(() => describe(grant, report), { grant, ...(report && { source: report }) });
    if (report?.isGone === false) process.exitCode = 1;
  } finally {
    await close();
  }
};

function needsStandardInput({ file, fromVault, vaultTokenFile }: ImportOptions): boolean {
  return fromVault === undefined ? file === undefined : vaultTokenFile === undefined;
}

/** The grant is stored whatever becomes of the source. */
async function purge(source: Source): Promise<SourceReport> {
  try {
    return await source.purge();
  } catch (error) {
    const why = isConsentryError(error) ? [error.message, error.remedy] : [];
    return {
      isGone: false,
      said: ['It is not known what became of the source: look at it yourself.', ...why],
    };
  }
}

function describe(grant: AnswerOf<'importGrant'>, report: SourceReport | undefined): string {
  const { id, partner, subject, username, mfa, isRenewed } = grant;
  return [
    `${isRenewed ? 'Renewed' : 'Imported'} the grant ${id} of ${plain(username ?? subject)}, partner ${partner}. MFA: ${mfa}.`,
    ...(report?.said ?? []),
    goesOn,
  ].join('\n');
}
