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
      load: async () => (await import('../commands/audit.ts')).listAudit,
    },
    verify: {
      summary: 'Look for records that were changed, removed, reordered or cut off.',
      options: [...broker()],
      load: async () => (await import('../commands/audit.ts')).verifyAudit,
    },
  },
};
