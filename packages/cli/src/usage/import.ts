import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Take over a refresh token of another tool; it is proven at once.',
  options: [
    ...broker(
      'configuration file, with --data; with --from-vault also its cloud, certificate authority and proxy',
    ),
    { flags: '--partner <tenant>', text: 'tenant id of the partner whose account it is of', required: true },
    { flags: '--account <object id>', text: 'account that it must be of' },
    { flags: '--file <file>', text: 'file with the refresh token, instead of standard input' },
    {
      flags: '--recovery-key-file <file>',
      text: 'opens --file, where `consentry export --to-file` sealed it',
    },
    { flags: '--from-vault <url>', text: 'Key Vault with the refresh token: https://NAME.vault.azure.net' },
    {
      flags: '--secret-name <name>',
      text: 'name of the secret; the partner’s tenant id, as in the official samples',
    },
    {
      flags: '--vault-token-file <file>',
      text: 'file with your access token for the vault, not standard input',
    },
    { flags: '--replace', text: 'also where there is a grant of this account that still works' },
    { flags: '--accept-unknown-mfa', text: 'accept a sign-in of which MFA cannot be told; audited' },
    {
      flags: '--purge-source',
      text: 'once it is imported, remove the file, or the secret as far as you may',
    },
  ],
  examples: [
    { text: 'from standard input', line: 'consentry import --partner $PARTNER < token.txt' },
    {
      text: 'from a file, which is removed once it is imported',
      line: 'consentry import --partner $PARTNER --file token.txt --purge-source',
    },
    {
      text: 'from the Key Vault of the official samples',
      line: 'consentry import --partner $PARTNER --from-vault https://contoso.vault.azure.net --vault-token-file vault.token',
    },
  ],
  interrupted:
    'It may be imported all the same: see consentry grants. The source is as it was, unless you gave --purge-source.',
  readOn: 'docs/import.md',
  load: async () => (await import('../commands/import.ts')).importToken,
};
