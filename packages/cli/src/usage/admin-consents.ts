import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'What administrators of customers consented to, as tokens prove it.',
  commands: {
    list: {
      summary: 'List them: what is proved, what is missing, whom to ask again.',
      options: [...broker(), { flags: '--lagging', text: 'only where something is missing' }],
      examples: [
        { text: 'all', line: 'consentry admin-consents list' },
        { text: 'whom to ask again, and with which link', line: 'consentry admin-consents list --lagging' },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/admin-consent.md',
      load: async () => (await import('../commands/admin-consents.ts')).listAdminConsents,
    },
    check: {
      summary: 'Prove them anew, by tokens that are asked for now.',
      options: [
        ...broker(),
        { flags: '--customer <tenant>', text: 'tenant id of one customer' },
        { flags: '--all', text: 'every customer' },
      ],
      examples: [
        { text: 'one customer', line: 'consentry admin-consents check --customer $CUSTOMER' },
        { text: 'every customer', line: 'consentry admin-consents check --all' },
      ],
      exits: { 1: 'it failed, or something is missing' },
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/admin-consent.md',
      load: async () => (await import('../commands/admin-consents.ts')).checkAdminConsents,
    },
  },
};
