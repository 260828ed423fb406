import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Say whether partners meet Microsoft’s security requirements, what does not, and what to do.',
  options: [
    ...broker(),
    {
      flags: '--partner <tenant>',
      text: 'tenant id of the partner; all of them, a line each, when left out',
    },
    { flags: '--last', text: 'the newest report that there is, instead of a new one' },
    { flags: '--history', text: 'a line for each report that was made' },
    { flags: '--format <format>', text: 'table, json, csv or html; as --out ends when left out, else table' },
    {
      flags: '--table <name>',
      text: 'with csv: findings, accounts, applications, methods, portal or grants',
    },
    { flags: '--out <file>', text: 'write it to a new file that only you can read' },
    { flags: '--language <language>', text: 'en, nl or sv; en when left out' },
    {
      flags: '--fail-on <severity>',
      text: 'for a build: fail on findings that are high, medium or low, or graver',
    },
  ],
  examples: [
    'consentry posture --partner $PARTNER',
    'consentry posture --partner $PARTNER --out report.html --language nl',
    'consentry posture --fail-on high --json',
  ],
  exits: `0 done, and with --fail-on nothing as grave was found and all was seen; 1 a report could not be
made; 2 the command is wrong; 3 --fail-on: something as grave was found; 4 --fail-on: it was not, but not
everything could be seen; 130 left by Ctrl-C, the report goes on in the broker.`,
  load: async () => (await import('../commands/posture.ts')).posture,
};
