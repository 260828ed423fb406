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
      load: async () => (await import('../commands/caller.ts')).addCaller,
    },
    list: {
      summary: 'List the callers.',
      options: [...broker()],
      load: async () => (await import('../commands/caller.ts')).listCallers,
    },
    remove: {
      summary: 'Remove a caller; its keys and tokens stop working at once.',
      argument: { form: '<id>' },
      options: [...broker()],
      load: async () => (await import('../commands/caller.ts')).removeCaller,
    },
    policy: {
      summary: 'Give a caller another policy, in place of all of the old one.',
      argument: { form: '<id>' },
      options: [...broker(), ...policy],
      load: async () => (await import('../commands/caller.ts')).changePolicy,
    },
    rotate: {
      summary: 'Give a caller a second key. The first works until it is removed.',
      argument: { form: '<id>' },
      options: [...broker(), ...newKey],
      load: async () => (await import('../commands/caller.ts')).rotateKey,
    },
    keys: {
      summary: 'List the keys of a caller.',
      argument: { form: '<id>' },
      options: [...broker()],
      load: async () => (await import('../commands/caller.ts')).listKeys,
    },
    'remove-key': {
      summary: 'Remove a key of a caller; it stops working at once.',
      argument: { form: '<id>' },
      options: [...broker(), { flags: '--key <id>', text: 'id of the key', required: true }],
      load: async () => (await import('../commands/caller.ts')).removeKey,
    },
    identity: {
      summary: 'Whose tokens a caller may present instead of a key.',
      commands: {
        add: {
          summary: 'Let a caller present the tokens of one program. Its keys still work.',
          argument: { form: '<id>' },
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
          load: async () => (await import('../commands/caller-identity.ts')).addIdentity,
        },
        list: {
          summary: 'List the identities of a caller.',
          argument: { form: '<id>' },
          options: [...broker()],
          load: async () => (await import('../commands/caller-identity.ts')).listIdentities,
        },
        remove: {
          summary: 'Remove an identity of a caller; its tokens stop working at once.',
          argument: { form: '<id>' },
          options: [...broker(), { flags: '--identity <id>', text: 'id of the identity', required: true }],
          load: async () => (await import('../commands/caller-identity.ts')).removeIdentity,
        },
      },
    },
  },
};
