import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'List a partner’s customers as Partner Center has them.',
  options: [
    ...broker(),
    { flags: '--partner <tenant>', text: 'tenant id of the partner', required: true },
    { flags: '--customer <tenant>', text: 'only this one' },
    { flags: '--domain <text>', text: 'only those whose domain begins so' },
  ],
  examples: [
    { text: 'all of them', line: 'consentry customers --partner $PARTNER' },
    {
      text: 'those of a domain, for a program',
      line: 'consentry customers --partner $PARTNER --domain fabrikam --json',
    },
  ],
  interrupted: 'Nothing was changed. Run it again.',
  readOn: 'docs/partner-center.md',
  load: async () => (await import('../commands/customers.ts')).customers,
};
