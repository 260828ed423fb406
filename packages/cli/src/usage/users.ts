import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'List the accounts of one customer as Partner Center has them.',
  options: [
    ...broker(),
    { flags: '--partner <tenant>', text: 'tenant id of the partner', required: true },
    { flags: '--customer <tenant>', text: 'tenant id of the customer', required: true },
    { flags: '--user <id or name>', text: 'only this one, by object id or user name' },
    { flags: '--deleted', text: 'those that were deleted and can be restored' },
  ],
  examples: [
    { text: 'all of them', line: 'consentry users --partner $PARTNER --customer $CUSTOMER' },
    {
      text: 'those that can be restored',
      line: 'consentry users --partner $PARTNER --customer $CUSTOMER --deleted',
    },
  ],
  interrupted: 'Nothing was changed. Run it again.',
  readOn: 'docs/partner-center.md',
  load: async () => (await import('../commands/users.ts')).users,
};
