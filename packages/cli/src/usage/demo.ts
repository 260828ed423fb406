import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Carry out the whole job once, unattended, and say at each step what it proves.',
  details: 'It needs no network and no account: a sandbox of Microsoft’s cloud is started for it.',
  examples: [
    { text: 'invitation, sign-in with MFA, token, call, and what each proves', line: 'consentry demo' },
    { text: 'the same for a program', line: 'consentry demo --json' },
  ],
  interrupted: 'Nothing of it stays. Run it again.',
  readOn: 'README.md',
  load: async () => (await import('../commands/demo.ts')).demo,
};
