import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Restore a backup where no store is, or prove that one can be restored.',
  options: [
    { flags: '--from <file>', text: 'the backup', required: true },
    { flags: '--recovery-key-file <file>', text: 'the half of the recovery key that opens', required: true },
    { flags: '--data <folder>', text: 'data folder of the store to be; nothing is in it' },
    { flags: '--config <file>', text: 'configuration of the broker to be: its folders, and its database' },
    {
      flags: '--master-key-file <file>',
      text: 'master key file; the data folder with .key at the end unless told',
    },
    {
      flags: '--revocations <file...>',
      text: 'journals of revocations; the one beside the master key unless told',
    },
    {
      flags: '--without-revocations',
      text: 'no journal is left: what was revoked since the backup is held, not revoked',
    },
    { flags: '--drill', text: 'only prove it, in memory: no store is made, and nothing is written' },
  ],
  load: async () => (await import('../commands/restore.ts')).restore,
};
