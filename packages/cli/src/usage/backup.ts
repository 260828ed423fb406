import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Write a backup of the store, sealed to the recovery key.',
  options: [...broker(), { flags: '--out <file>', text: 'a new file for it', required: true }],
  load: async () => (await import('../commands/backup.ts')).backup,
};
