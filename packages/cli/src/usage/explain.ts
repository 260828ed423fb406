import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Explain a code: what happened, who must act, what to do. Needs no broker.',
  argument: {
    form: '<code>',
    as: 'code',
    text: 'an AADSTS number, an error code, a value of error or suberror',
  },
  examples: [
    { text: 'a number of Entra ID’s', line: 'consentry explain AADSTS65001' },
    { text: 'a code of Partner Center’s, Graph’s, ARM’s or Defender’s', line: 'consentry explain 900421' },
    { text: 'a value of error', line: 'consentry explain invalid_grant' },
    { text: 'a code of ours', line: 'consentry explain consent_needed' },
  ],
  interrupted: 'Nothing was changed. Run it again.',
  readOn: 'docs/explain.md',
  load: async () => (await import('../commands/explain.ts')).explainCode,
};
