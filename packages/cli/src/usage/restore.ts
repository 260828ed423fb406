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
  examples: [
    {
      text: 'prove that it can be restored; nothing is written',
      line: 'consentry restore --drill --from consentry.backup --recovery-key-file recovery.key --master-key-file data.key',
    },
    {
      text: 'to a new folder',
      line: 'consentry restore --from consentry.backup --recovery-key-file recovery.key --data ./consentry-data',
    },
    {
      text: 'to a database on Postgres',
      line: 'consentry restore --from consentry.backup --recovery-key-file recovery.key --config config.json',
    },
  ],
  exits: { 1: 'it failed; or --drill: the backup is not whole' },
  interrupted: 'No store was made: it appears when it is whole. Run it again.',
  readOn: 'docs/backup.md',
  load: async () => (await import('../commands/restore.ts')).restore,
};
