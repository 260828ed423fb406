import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Have an account sign in, and say whether that took MFA, and if not, why. Keeps nothing of it.',
  options: [
    ...broker(),
    {
      flags: '--partner <tenant>',
      text: 'tenant id of the partner, or of any tenant that has Partner Center',
      required: true,
    },
    { flags: '--account <user name>', text: 'account to fill in at the sign-in page; no other name counts' },
    { flags: '--account-id <object id>', text: 'account that must sign in' },
    { flags: '--device-code', text: 'sign in on another machine with a code; off unless it is configured' },
  ],
  examples: [
    {
      text: 'a link for any browser',
      line: 'consentry test-mfa --partner $PARTNER --account anna@contoso.com',
    },
    {
      text: 'a code, for a machine without a browser',
      line: 'consentry test-mfa --partner $PARTNER --device-code --json',
    },
  ],
  exits: { 0: 'the account passes', 1: 'it does not, or nobody signed in' },
  interrupted: 'Nothing was kept. The link is worth nothing more: run it again.',
  readOn: 'docs/posture.md#testing-an-account',
  load: async () => (await import('../commands/test-mfa.ts')).testMfa,
};
