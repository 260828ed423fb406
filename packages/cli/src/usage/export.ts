import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary:
    'Write a copy of a grant’s refresh token into another Key Vault, or a sealed file. It is shown nowhere.',
  options: [
    ...broker(),
    { flags: '--grant <grant>', text: 'id of the grant', required: true },
    { flags: '--to-vault <url>', text: 'the Key Vault, such as https://contoso-partner.vault.azure.net' },
    { flags: '--to-file <file>', text: 'a new file, with --recipient-key' },
    { flags: '--recipient-key <file>', text: 'the public half of the key that the file is sealed to' },
    {
      flags: '--vault-tenant <tenant>',
      text: 'tenant of its subscription, when it is another than keyVault.tenant',
    },
    {
      flags: '--secret-name <name>',
      text: 'name of the secret; as the official samples do it (the partner’s tenant id, without tags) when left out',
    },
    {
      flags: '--confirm <grant>',
      text: 'the id of the grant once more; asked for on a terminal when left out',
    },
  ],
  examples: [
    {
      text: 'into another Key Vault',
      line: 'consentry export --grant $GRANT --to-vault https://contoso-partner.vault.azure.net --secret-name contoso',
    },
    {
      text: 'into a file that is sealed to a key',
      line: 'consentry export --grant $GRANT --to-file contoso.export --recipient-key their.pub',
    },
  ],
  interrupted:
    'A copy may be in the vault all the same, and the audit says so: consentry audit list. A file was not left.',
  readOn: 'docs/import.md',
  load: async () => (await import('../commands/export.ts')).exportGrant,
};
