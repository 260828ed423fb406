import type { CommandUsage } from '../command-line/usage.ts';
import { broker, newKey, policy } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Programs that may ask the broker for tokens.',
  commands: {
    add: {
      summary: 'Add a caller and print its key, once.',
      options: [
        ...broker(),
        ...policy,
        ...newKey,
        { flags: '--name <name>', text: 'what the program is called', required: true },
        { flags: '--issuer <url>', text: 'no key: the caller presents tokens of this issuer, with --claim' },
        {
          flags: '--claim <name=value>',
          text: 'what such a token must carry, such as sub=…; once for each claim',
          repeats: true,
        },
      ],
      examples: [
        {
          text: 'all customers of a partner, at Graph; the key goes into a file',
          line: 'consentry caller add --name reports --partner $PARTNER --customer all --resource graph --key-out caller.key',
        },
        {
          text: 'calls alone, no token',
          line: 'consentry caller add --name invoices --partner $PARTNER --call partner-center:/v1/invoices --key-out caller.key',
        },
        {
          text: 'a workload of GitHub, without a key',
          line: 'consentry caller add --name nightly --partner all --customer all --resource graph --issuer https://token.actions.githubusercontent.com --claim sub=repo:contoso/reports:ref:refs/heads/main',
        },
      ],
      interrupted:
        'A caller may have been added whose key nobody has: see consentry caller list, remove it, and run it again.',
      readOn: 'docs/callers.md',
      load: async () => (await import('../commands/caller.ts')).addCaller,
    },
    list: {
      summary: 'List the callers.',
      options: [...broker()],
      examples: [
        { text: 'a table', line: 'consentry caller list' },
        { text: 'for a program', line: 'consentry caller list --json' },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/callers.md',
      load: async () => (await import('../commands/caller.ts')).listCallers,
    },
    remove: {
      summary: 'Remove a caller; its keys and tokens stop working at once.',
      argument: { form: '<caller>', as: 'id', text: 'id of the caller (cal_…)' },
      options: [...broker()],
      examples: [
        { text: 'by its id, of consentry caller list', line: 'consentry caller remove $CALLER' },
        { text: 'for a program', line: 'consentry caller remove $CALLER --json' },
      ],
      interrupted: 'It may be removed all the same: see consentry caller list.',
      readOn: 'docs/callers.md',
      load: async () => (await import('../commands/caller.ts')).removeCaller,
    },
    policy: {
      summary: 'Give a caller another policy, in place of all of the old one.',
      argument: { form: '<caller>', as: 'id', text: 'id of the caller (cal_…)' },
      options: [...broker(), ...policy],
      examples: [
        {
          text: 'one partner, one customer, Graph alone',
          line: 'consentry caller policy $CALLER --partner $PARTNER --customer $CUSTOMER --resource graph',
        },
        {
          text: 'read users alone',
          line: 'consentry caller policy $CALLER --partner $PARTNER --customer all --resource graph --scope User.Read.All',
        },
      ],
      interrupted:
        'It may have the new policy already: see consentry caller list. Run it again: the same policy is given.',
      readOn: 'docs/callers.md',
      load: async () => (await import('../commands/caller.ts')).changePolicy,
    },
    rotate: {
      summary: 'Give a caller a second key. The first works until it is removed.',
      argument: { form: '<caller>', as: 'id', text: 'id of the caller (cal_…)' },
      options: [...broker(), ...newKey],
      examples: [
        { text: 'into a new file', line: 'consentry caller rotate $CALLER --key-out new.key' },
        {
          text: 'one that ends in 90 days',
          line: 'consentry caller rotate $CALLER --lifetime 90d --key-out new.key',
        },
      ],
      interrupted: 'A key may have been made that nobody has: see consentry caller keys, and remove it.',
      readOn: 'docs/callers.md',
      load: async () => (await import('../commands/caller.ts')).rotateKey,
    },
    keys: {
      summary: 'List the keys of a caller.',
      argument: { form: '<caller>', as: 'id', text: 'id of the caller (cal_…)' },
      options: [...broker()],
      examples: [
        { text: 'ids and ages; no key is shown', line: 'consentry caller keys $CALLER' },
        { text: 'for a program', line: 'consentry caller keys $CALLER --json' },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/callers.md',
      load: async () => (await import('../commands/caller.ts')).listKeys,
    },
    'remove-key': {
      summary: 'Remove a key of a caller; it stops working at once.',
      argument: { form: '<caller>', as: 'id', text: 'id of the caller (cal_…)' },
      options: [...broker(), { flags: '--key <key>', text: 'id of the key', required: true }],
      examples: [
        {
          text: 'the old one, once the new one is in use',
          line: 'consentry caller remove-key $CALLER --key $KEY',
        },
        { text: 'for a program', line: 'consentry caller remove-key $CALLER --key $KEY --json' },
      ],
      interrupted: 'It may be removed all the same: see consentry caller keys.',
      readOn: 'docs/callers.md',
      load: async () => (await import('../commands/caller.ts')).removeKey,
    },
    identity: {
      summary: 'Whose tokens a caller may present instead of a key.',
      commands: {
        add: {
          summary: 'Let a caller present the tokens of one program. Its keys still work.',
          argument: { form: '<caller>', as: 'id', text: 'id of the caller (cal_…)' },
          options: [
            ...broker(),
            { flags: '--issuer <url>', text: 'one of callers.issuers, letter by letter', required: true },
            {
              flags: '--claim <name=value>',
              text: 'what a token must carry, all of it, such as sub=…; once for each claim',
              required: true,
              repeats: true,
            },
          ],
          examples: [
            {
              text: 'a workflow of GitHub',
              line: 'consentry caller identity add $CALLER --issuer https://token.actions.githubusercontent.com --claim sub=repo:contoso/reports:ref:refs/heads/main',
            },
            {
              text: 'a managed identity',
              line: 'consentry caller identity add $CALLER --issuer https://login.microsoftonline.com/$TENANT/v2.0 --claim oid=$ACCOUNT',
            },
          ],
          interrupted: 'It may be added all the same: see consentry caller identity list.',
          readOn: 'docs/callers.md',
          load: async () => (await import('../commands/caller-identity.ts')).addIdentity,
        },
        list: {
          summary: 'List the identities of a caller.',
          argument: { form: '<caller>', as: 'id', text: 'id of the caller (cal_…)' },
          options: [...broker()],
          examples: [
            { text: 'a table', line: 'consentry caller identity list $CALLER' },
            { text: 'for a program', line: 'consentry caller identity list $CALLER --json' },
          ],
          interrupted: 'Nothing was changed. Run it again.',
          readOn: 'docs/callers.md',
          load: async () => (await import('../commands/caller-identity.ts')).listIdentities,
        },
        remove: {
          summary: 'Remove an identity of a caller; its tokens stop working at once.',
          argument: { form: '<caller>', as: 'id', text: 'id of the caller (cal_…)' },
          options: [
            ...broker(),
            { flags: '--identity <identity>', text: 'id of the identity', required: true },
          ],
          examples: [
            {
              text: 'its tokens end at once',
              line: 'consentry caller identity remove $CALLER --identity $IDENTITY',
            },
            {
              text: 'for a program',
              line: 'consentry caller identity remove $CALLER --identity $IDENTITY --json',
            },
          ],
          interrupted: 'It may be removed all the same: see consentry caller identity list.',
          readOn: 'docs/callers.md',
          load: async () => (await import('../commands/caller-identity.ts')).removeIdentity,
        },
      },
    },
  },
};
