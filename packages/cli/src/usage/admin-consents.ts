import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'What administrators of customers consented to, as tokens prove it.',
  commands: {
    list: {
      summary: 'List them: what is proved, what is missing, whom to ask again.',
      options: [...broker(), { flags: '--lagging', text: 'only where something is missing' }],
      load: async () => (await import('../commands/admin-consents.ts')).listAdminConsents,
    },
    check: {
      summary: 'Prove them anew, by tokens that are asked for now.',
      options: [
        ...broker(),
        { flags: '--customer <tenant>', text: 'tenant id of one customer' },
        { flags: '--all', text: 'every customer' },
      ],
      load: async () => (await import('../commands/admin-consents.ts')).checkAdminConsents,
    },
  },
};
