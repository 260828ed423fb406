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
    {
      flags: '--format <format>',
      text: 'as --out ends when left out, else table',
      choices: ['table', 'json', 'csv', 'html'],
    },
    {
      flags: '--table <name>',
      text: 'with csv: which table; findings when left out',
      choices: ['findings', 'accounts', 'applications', 'methods', 'portal', 'grants'],
    },
    { flags: '--out <file>', text: 'write it to a new file that only you can read' },
    {
      flags: '--language <language>',
      text: 'of a page or a table: en, nl or sv; en when left out',
      suggests: ['en', 'nl', 'sv'],
    },
    {
      flags: '--fail-on <severity>',
      text: 'for a build: fail on findings that are as grave, or graver',
      choices: ['high', 'medium', 'low'],
    },
  ],
  examples: [
    { text: 'a report, for people', line: 'consentry posture --partner $PARTNER' },
    {
      text: 'a page for a customer or an auditor, in Dutch',
      line: 'consentry posture --partner $PARTNER --out report.html --language nl',
    },
    { text: 'for a build: fail on what is grave', line: 'consentry posture --fail-on high --json' },
  ],
  exits: {
    0: 'done; and with --fail-on: nothing as grave was found, and all was seen',
    1: 'a report could not be made',
    3: '--fail-on: something as grave was found',
    4: '--fail-on: it was not, but not everything could be seen',
    130: 'left by Ctrl-C: the report is made by the broker all the same',
  },
  interrupted:
    'A report that was begun is made by the broker: consentry posture --last has it when it is done.',
  readOn: 'docs/posture.md',
  load: async () => (await import('../commands/posture.ts')).posture,
};
