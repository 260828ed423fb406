import type { CommandUsage } from '../command-line/usage.ts';
import { broker, clouds } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Where refresh tokens are kept.',
  commands: {
    status: {
      summary: 'Say in which vaults the refresh tokens lie.',
      options: [...broker()],
      examples: [
        { text: 'a table', line: 'consentry vault status' },
        { text: 'for a program', line: 'consentry vault status --json' },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/key-vault.md',
      load: async () => (await import('../commands/vault.ts')).vaultStatus,
    },
    move: {
      summary:
        'Move refresh tokens that lie elsewhere into the vault that takes new ones, while tokens are handed out.',
      options: [
        ...broker(),
        { flags: '--partner <tenant>', text: 'only the grants of this partner' },
        { flags: '--grant <grant>', text: 'only this grant' },
      ],
      examples: [
        { text: 'all', line: 'consentry vault move' },
        { text: 'those of one partner', line: 'consentry vault move --partner $PARTNER' },
      ],
      exits: { 1: 'it failed, or something is left: run it again' },
      interrupted:
        'The move goes on in the broker, and what is moved stays so. See consentry vault status; run it again to follow it to its end.',
      readOn: 'docs/key-vault.md',
      load: async () => (await import('../commands/vault.ts')).moveGrants,
    },
    scan: {
      summary:
        'Find stored credentials of partners; with --purge, take them away after a confirmation. Shows no value.',
      options: [
        { flags: '--vault <url>', text: 'the vault, such as https://contoso.vault.azure.net' },
        { flags: '--tenant <tenant>', text: 'tenant of the vault’s subscription' },
        { flags: '--cloud <name>', text: 'whose cloud; public when left out', choices: clouds },
        {
          flags: '--config <file>',
          text: 'configuration of a broker: its vault, tenant and cloud, where they are not given',
        },
        {
          flags: '--client-id <application id>',
          text: 'the application that looks, or a user-assigned managed identity',
        },
        { flags: '--certificate-file <file>', text: 'its certificate (PEM)' },
        {
          flags: '--private-key-file <file>',
          text: 'the key of the certificate, where it is in a file of its own',
        },
        { flags: '--secret-file <file>', text: 'file with its secret, instead of a certificate' },
        { flags: '--managed-identity', text: 'the identity that Azure gives to this machine looks' },
        { flags: '--purge', text: 'take away what was picked' },
        { flags: '--yes', text: 'with --purge: the list is confirmed already' },
        {
          flags: '--only <name...>',
          text: 'with --purge: these secrets and no others, of those that the scan lists',
        },
        { flags: '--report <file>', text: 'write a report (JSON) to a new file that only you can read' },
      ],
      examples: [
        {
          text: 'look, and change nothing',
          line: 'consentry vault scan --vault https://contoso.vault.azure.net --tenant $TENANT --client-id $APPLICATION --certificate-file scan.pem --report scan.json',
        },
        {
          text: 'take away what was found, after a confirmation',
          line: 'consentry vault scan --vault https://contoso.vault.azure.net --tenant $TENANT --managed-identity --purge',
        },
      ],
      exits: { 3: 'something is left that holds a credential, or could not be looked at' },
      interrupted:
        'Without --purge nothing was changed. With it, what is gone stays gone; a --report says what. Run it again: it goes on with the rest.',
      readOn: 'docs/import.md',
      load: async () => (await import('../commands/vault-scan.ts')).vaultScan,
    },
  },
};
