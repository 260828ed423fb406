import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'List the grants.',
  options: [...broker()],
  load: async () => (await import('../commands/grants.ts')).grants,
};
