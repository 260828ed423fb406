import type { CommandUsage } from '../command-line/usage.ts';
import { broker, ofCustomer, wanted } from './options.ts';

export const usage: CommandUsage = {
  summary: 'The application’s consent in customers’ tenants.',
  commands: {
    plan: {
      summary: 'Compare what a customer consented to with a list.',
      options: [...broker(), ...ofCustomer, ...wanted],
      examples: [
        {
          text: 'one customer',
          line: 'consentry consents plan --partner $PARTNER --customer $CUSTOMER --permissions wanted.json',
        },
        {
          text: 'all customers, as a table for a spreadsheet',
          line: 'consentry consents plan --partner $PARTNER --all --permissions wanted.json --format csv --out plan.csv',
        },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/customer-consents.md',
      load: async () => (await import('../commands/consents.ts')).planConsents,
    },
    grant: {
      summary: 'Consent to what a list wants, in the partner’s name, and prove it.',
      options: [...broker(), ...ofCustomer, ...wanted, { flags: '--yes', text: 'ask nothing' }],
      examples: [
        {
          text: 'one customer, after a question',
          line: 'consentry consents grant --partner $PARTNER --customer $CUSTOMER --permissions wanted.json',
        },
        {
          text: 'all whose domain has contoso in it, without a question',
          line: 'consentry consents grant --partner $PARTNER --filter domain=contoso --permissions wanted.json --yes',
        },
      ],
      exits: { 1: 'it failed, or not all of it is proved yet: run it again' },
      interrupted:
        'What was consented to stands, and each consent is whole. See how far it is: consentry consents plan. Run it again: nothing is done twice.',
      readOn: 'docs/customer-consents.md',
      load: async () => (await import('../commands/consents.ts')).grantConsents,
    },
    list: {
      summary: 'List what a customer consented to.',
      options: [...broker(), ...ofCustomer],
      examples: [
        { text: 'one customer', line: 'consentry consents list --partner $PARTNER --customer $CUSTOMER' },
        {
          text: 'those of a file',
          line: 'consentry consents list --partner $PARTNER --customers-file customers.txt --format csv --out consents.csv',
        },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/customer-consents.md',
      load: async () => (await import('../commands/consents.ts')).listConsents,
    },
    withdraw: {
      summary: 'Withdraw all of a customer’s consent, and prove it.',
      options: [...broker(), ...ofCustomer, { flags: '--yes', text: 'ask nothing' }],
      examples: [
        {
          text: 'one customer, after a question',
          line: 'consentry consents withdraw --partner $PARTNER --customer $CUSTOMER',
        },
        {
          text: 'without a question',
          line: 'consentry consents withdraw --partner $PARTNER --customer $CUSTOMER --yes',
        },
      ],
      exits: { 1: 'it failed, or it is not proved yet: run it again' },
      interrupted:
        'It may be withdrawn already: see consentry consents list. Run it again to withdraw the rest and to prove it.',
      readOn: 'docs/customer-consents.md',
      load: async () => (await import('../commands/consents.ts')).withdrawConsents,
    },
  },
};
