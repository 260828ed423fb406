import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary:
    'Say what is in the way, and what to do: machine, network, broker, application, partners, customers.',
  options: [
    ...broker(
      'configuration file of the broker: files, hosts, proxy and clock of this machine are looked at',
    ),
    { flags: '--partner <tenant>', text: 'tenant id of the partner; every partner without it' },
    { flags: '--strict', text: 'a warning counts as a failure' },
  ],
  examples: [
    'consentry doctor --config broker.json',
    'consentry doctor --partner $PARTNER --json',
    'consentry doctor --config broker.json --data ./consentry-data',
  ],
  exits: `0 nothing failed and everything was looked at; 2 the command is wrong; 3 a check failed, or with
--strict warned; 4 none failed, but not everything could be looked at.`,
  load: async () => (await import('../commands/doctor.ts')).doctor,
};
