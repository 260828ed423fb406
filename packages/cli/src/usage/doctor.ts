import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary:
    'Say what is in the way, and what to do: machine, network, broker, application, partners, customers.',
  details:
    'It changes nothing. What this machine reaches is looked at by the configuration of a broker: name it with --config. The rest is asked of the broker.',
  options: [
    ...broker('configuration file of the broker: this machine is looked at by it'),
    { flags: '--partner <tenant>', text: 'tenant id of the partner; every partner without it' },
    { flags: '--strict', text: 'a warning counts as a failure' },
  ],
  examples: [
    { text: 'everything, on the machine of the broker', line: 'consentry doctor --config broker.json' },
    { text: 'one partner, for a program', line: 'consentry doctor --partner $PARTNER --json' },
    {
      text: 'without a running broker',
      line: 'consentry doctor --config broker.json --data ./consentry-data',
    },
  ],
  exits: {
    0: 'nothing failed, and everything was looked at; there may be warnings',
    3: 'a check failed; with --strict: or warned',
    4: 'none failed, but not everything could be looked at',
  },
  interrupted: 'Nothing was changed. Run it again.',
  readOn: 'docs/doctor.md',
  load: async () => (await import('../commands/doctor.ts')).doctor,
};
