import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Carry out the whole job once, unattended, and say at each step what it proves.',
  load: async () => (await import('../commands/demo.ts')).demo,
};
