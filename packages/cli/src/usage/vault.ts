import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Where refresh tokens are kept.',
  commands: {
    status: {
      summary: 'Say in which vaults the refresh tokens lie.',
      options: [...broker()],
      load: async () => (await import('../commands/vault.ts')).vaultStatus,
    },
    move: {
      summary:
        'Move refresh tokens that lie elsewhere into the vault that takes new ones, while tokens are handed out.',
      options: [
        ...broker(),
        { flags: '--partner <tenant>', text: 'only the grants of this partner' },
        { flags: '--grant <id>', text: 'only this grant' },
      ],
      load: async () => (await import('../commands/vault.ts')).moveGrants,
    },
    scan: {
      summary:
        'Find stored credentials of partners; with --purge, take them away after a confirmation. Shows no value.',
      options: [
        { flags: '--vault <url>', text: 'the vault, such as https://contoso.vault.azure.net' },
        { flags: '--tenant <tenant>', text: 'tenant of the vault’s subscription' },
        { flags: '--cloud <name>', text: 'public (default), us-government, us-dod, china, germany' },
        {
          flags: '--config <file>',
          text: 'configuration of a broker: its vault, tenant and cloud, where they are not given',
        },
        {
          flags: '--client-id <id>',
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
      load: async () => (await import('../commands/vault-scan.ts')).vaultScan,
    },
  },
};
