import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'The keys that everything stored is sealed under.',
  commands: {
    add: {
      summary: 'Add a new master key to the file. It seals from the next start of the broker.',
      options: [
        {
          flags: '--last',
          text: 'add it as a key that opens only: the first step where there are several brokers',
        },
        { flags: '--data <folder>', text: 'data folder of the broker' },
        { flags: '--config <file>', text: 'configuration file of the broker' },
      ],
      examples: [
        {
          text: 'one broker: it seals from the next start on',
          line: 'consentry master-key add --config /etc/consentry/config.json',
        },
        {
          text: 'several brokers: the first step',
          line: 'consentry master-key add --config /etc/consentry/config.json --last',
        },
      ],
      interrupted:
        'The file holds the keys of before, or the new one too: it is written whole or not at all. See consentry master-key status.',
      readOn: 'docs/master-key.md',
      load: async () => (await import('../commands/master-key.ts')).addMasterKey,
    },
    use: {
      summary: 'Move a master key to the first line: it seals from the next start.',
      options: [
        { flags: '--id <master key>', text: 'id of the key', required: true },
        { flags: '--data <folder>', text: 'data folder of the broker' },
        { flags: '--config <file>', text: 'configuration file of the broker' },
      ],
      examples: [
        {
          text: 'after it was copied to every replica',
          line: 'consentry master-key use --id $MASTER_KEY --config /etc/consentry/config.json',
        },
        {
          text: 'where no configuration file is',
          line: 'consentry master-key use --id $MASTER_KEY --data ./consentry-data',
        },
      ],
      interrupted:
        'The file is as it was, or as it should be: it is written whole or not at all. Run it again.',
      readOn: 'docs/master-key.md',
      load: async () => (await import('../commands/master-key.ts')).useMasterKey,
    },
    status: {
      summary: 'Say how much is sealed under which master key.',
      options: [...broker()],
      examples: [
        { text: 'a table', line: 'consentry master-key status' },
        { text: 'for a program', line: 'consentry master-key status --json' },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/master-key.md',
      load: async () => (await import('../commands/master-key.ts')).masterKeyStatus,
    },
  },
};
