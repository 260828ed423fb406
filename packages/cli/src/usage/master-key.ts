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
      load: async () => (await import('../commands/master-key.ts')).addMasterKey,
    },
    use: {
      summary: 'Move a master key to the first line: it seals from the next start.',
      options: [
        { flags: '--id <id>', text: 'id of the key', required: true },
        { flags: '--data <folder>', text: 'data folder of the broker' },
        { flags: '--config <file>', text: 'configuration file of the broker' },
      ],
      load: async () => (await import('../commands/master-key.ts')).useMasterKey,
    },
    status: {
      summary: 'Say how much is sealed under which master key.',
      options: [...broker()],
      load: async () => (await import('../commands/master-key.ts')).masterKeyStatus,
    },
  },
};
