import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Say what does now what a cmdlet of the PartnerCenter module did.',
  argument: {
    form: '[cmdlet...]',
    as: 'words',
    text: 'such as New-PartnerAccessToken, with its parameters as they were written: what matters is which, not what they say; all cmdlets when left out',
  },
  examples: [
    { text: 'every cmdlet that has a command', line: 'consentry cmdlet' },
    { text: 'one of them', line: 'consentry cmdlet New-PartnerAccessToken' },
  ],
  interrupted: 'Nothing was changed. Run it again.',
  readOn: 'docs/cmdlets.md',
  load: async () => (await import('../commands/cmdlet.ts')).cmdlet,
};
