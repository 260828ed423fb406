import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Write a backup of the store, sealed to the recovery key.',
  options: [...broker(), { flags: '--out <file>', text: 'a new file for it', required: true }],
  examples: [
    { text: 'into a new file', line: 'consentry backup --out consentry.backup' },
    { text: 'for a program: name and size', line: 'consentry backup --out consentry.backup --json' },
  ],
  interrupted: 'No file was left. Run it again.',
  readOn: 'docs/backup.md',
  load: async () => (await import('../commands/backup.ts')).backup,
};
