import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Put held grants to the proof at the partner’s tenant; those that pass are healthy.',
  options: [
    ...broker(),
    { flags: '--grant <grant>', text: 'this grant' },
    { flags: '--all', text: 'every grant that is held' },
  ],
  examples: [
    { text: 'one grant', line: 'consentry check --grant $GRANT' },
    { text: 'every grant that is held, after a restore', line: 'consentry check --all' },
  ],
  exits: { 1: 'one or more did not pass' },
  interrupted: 'What passed before is healthy. Run it again: it goes on with those that are held.',
  readOn: 'docs/backup.md',
  load: async () => (await import('../commands/check.ts')).check,
};
