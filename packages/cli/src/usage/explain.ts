import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Explain a code: what happened, who must act, what to do. Needs no broker.',
  argument: { form: '<code>', text: 'an AADSTS number, an error code, a value of error or suberror' },
  load: async () => (await import('../commands/explain.ts')).explainCode,
};
