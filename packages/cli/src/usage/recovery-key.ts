import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'The key that opens backups.',
  commands: {
    create: {
      summary: 'Make a recovery key: a file that opens backups, and one that seals them.',
      options: [
        {
          flags: '--out <file>',
          text: 'a new file for what opens; what seals goes beside it, as .pub',
          required: true,
        },
      ],
      examples: [
        {
          text: 'two files: recovery.key opens, recovery.key.pub seals',
          line: 'consentry recovery-key create --out recovery.key',
        },
        { text: 'for a program', line: 'consentry recovery-key create --out recovery.key --json' },
      ],
      interrupted:
        'Use neither file unless it said that the key was made. Remove what is there, and run it again.',
      readOn: 'docs/backup.md',
      load: async () => (await import('../commands/recovery-key.ts')).createRecoveryKey,
    },
  },
};
