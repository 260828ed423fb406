import type { CommandUsage } from '../command-line/usage.ts';
import { broker, ofCustomer, wanted } from './options.ts';

export const usage: CommandUsage = {
  summary: 'The application’s consent in customers’ tenants.',
  commands: {
    plan: {
      summary: 'Compare what a customer consented to with a list.',
      options: [...broker(), ...ofCustomer, ...wanted],
      load: async () => (await import('../commands/consents.ts')).planConsents,
    },
    grant: {
      summary: 'Consent to what a list wants, in the partner’s name, and prove it.',
      options: [...broker(), ...ofCustomer, ...wanted, { flags: '--yes', text: 'ask nothing' }],
      load: async () => (await import('../commands/consents.ts')).grantConsents,
    },
    list: {
      summary: 'List what a customer consented to.',
      options: [...broker(), ...ofCustomer],
      load: async () => (await import('../commands/consents.ts')).listConsents,
    },
    withdraw: {
      summary: 'Withdraw all of a customer’s consent, and prove it.',
      options: [...broker(), ...ofCustomer, { flags: '--yes', text: 'ask nothing' }],
      load: async () => (await import('../commands/consents.ts')).withdrawConsents,
    },
  },
};
