import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Connect an account at your own terminal, without a browser here.',
  options: [
    ...broker(),
    { flags: '--device-code', text: 'sign in on another machine with a code; off unless it is configured' },
    { flags: '--partner <tenant>', text: 'tenant id of the partner', required: true },
    { flags: '--account <object id>', text: 'account that must sign in' },
    { flags: '--accept-unknown-mfa', text: 'accept a sign-in of which MFA cannot be told; audited' },
  ],
  examples: [
    {
      text: 'sign in on another machine, with a code',
      line: 'consentry connect --device-code --partner $PARTNER',
    },
    {
      text: 'one account alone',
      line: 'consentry connect --device-code --partner $PARTNER --account $ACCOUNT',
    },
  ],
  interrupted:
    'Nothing is connected unless the sign-in was over: see consentry grants. To begin anew, run it again; the code of before is worth nothing then.',
  readOn: 'docs/import.md#device-code',
  load: async () => (await import('../commands/connect-device.ts')).connectDevice,
};
