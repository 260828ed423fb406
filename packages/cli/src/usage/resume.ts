import type { CommandUsage } from '../command-line/usage.ts';
import { broker, taken } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Let go on what was stopped.',
  options: [...broker(), ...taken],
  load: async () => (await import('../commands/taking-back.ts')).resume,
};
