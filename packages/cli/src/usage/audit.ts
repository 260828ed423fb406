import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'The records of what was done.',
  commands: {
    list: {
      summary: 'List the newest records.',
      options: [
        ...broker(),
        { flags: '--tenant <tenant>', text: 'only those about this tenant' },
        { flags: '--limit <number>', text: 'how many', default: '100' },
      ],
      examples: [
        { text: 'the newest 100', line: 'consentry audit list' },
        {
          text: 'those about a tenant, for a program',
          line: 'consentry audit list --tenant $PARTNER --limit 1000 --json',
        },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/storage.md',
      load: async () => (await import('../commands/audit.ts')).listAudit,
    },
    verify: {
      summary: 'Look for records that were changed, removed, reordered or cut off.',
      options: [...broker()],
      examples: [
        { text: 'now and then, where its exit code is seen', line: 'consentry audit verify' },
        {
          text: 'of a store without a running broker',
          line: 'consentry audit verify --data ./consentry-data',
        },
      ],
      exits: { 1: 'it failed, or the records are not intact' },
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/security.md',
      load: async () => (await import('../commands/audit.ts')).verifyAudit,
    },
  },
};
