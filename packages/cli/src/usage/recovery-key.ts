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
      load: async () => (await import('../commands/recovery-key.ts')).createRecoveryKey,
    },
  },
};
