import type { CommandUsage } from '../command-line/usage.ts';
import { broker, rowFormats } from './options.ts';

/** Those that come with Consentry. */
const sweepTasks = [
  'users',
  'token-reach',
  'subscriptions',
  'licences',
  'relationships',
  'incidents',
  'hunting',
  'posture',
  'consent-plan',
  'consent-grant',
  'consent-list',
  'consent-withdraw',
];

export const usage: CommandUsage = {
  summary:
    'Do a task for many customers, and say exactly who failed and what to do. It goes on in the broker.',
  argument: {
    form: '[task]',
    as: 'task',
    text: 'what is done for each customer: users, token-reach, …; docs/sweeps.md lists them',
    suggests: sweepTasks,
  },
  options: [
    ...broker(),
    { flags: '--partner <tenant>', text: 'tenant id of the partner; once for each', repeats: true },
    { flags: '--customer <tenant>', text: 'tenant id of a customer; once for each', repeats: true },
    { flags: '--customers-file <file>', text: 'file with the tenant id of a customer on each line' },
    { flags: '--all', text: 'every customer that Partner Center lists' },
    {
      flags: '--filter <what=text>',
      text: 'those whose name, domain or relationship is so, such as domain=contoso',
      repeats: true,
    },
    { flags: '--remainder-of <sweep>', text: 'instead of all that: the customers that failed in this sweep' },
    { flags: '--param <name=value>', text: 'what the task takes; once for each', repeats: true },
    {
      flags: '--params-file <file>',
      text: 'JSON file with what the task takes, such as the wanted permissions',
    },
    { flags: '--dry-run', text: 'write nothing: the rows say what would be done' },
    { flags: '--format <format>', text: 'write what was found in this form', choices: rowFormats },
    { flags: '--out <file>', text: 'write it to a new file that only you can read' },
    { flags: '--concurrency <number>', text: 'how many customers at once' },
    { flags: '--no-wait', text: 'only begin it', conflicts: ['format', 'out'] },
  ],
  examples: [
    {
      text: 'the users of every customer, into a file',
      line: 'consentry sweep users --partner $PARTNER --all --format csv --out users.csv',
    },
    {
      text: 'three customers, and go on with something else',
      line: 'consentry sweep token-reach --partner $PARTNER --customer $CUSTOMER --no-wait',
    },
    { text: 'those that failed, once more', line: 'consentry sweep users --remainder-of $SWEEP' },
  ],
  exits: {
    1: 'it failed, or a customer of it did: consentry sweep failed lists them',
    130: 'left by Ctrl-C: the sweep goes on in the broker',
  },
  interrupted: 'If it was begun, it goes on in the broker: see consentry sweep list.',
  readOn: 'docs/sweeps.md',
  load: async () => (await import('../commands/sweep.ts')).sweep,
  commands: {
    list: {
      summary: 'List the sweeps, the newest first.',
      options: [...broker()],
      examples: [
        { text: 'a table', line: 'consentry sweep list' },
        { text: 'for a program', line: 'consentry sweep list --json' },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/sweeps.md',
      load: async () => (await import('../commands/sweep.ts')).listSweeps,
    },
    show: {
      summary: 'Say how far a sweep is, and why customers failed.',
      argument: { form: '<sweep>', as: 'id', text: 'id of the sweep (swp_…)' },
      options: [...broker(), { flags: '--wait', text: 'follow it to its end' }],
      examples: [
        { text: 'how it stands', line: 'consentry sweep show $SWEEP' },
        { text: 'follow it to its end', line: 'consentry sweep show $SWEEP --wait' },
      ],
      exits: { 1: 'it failed; or with --wait: a customer of it did' },
      interrupted: 'The sweep goes on in the broker. Run it again to see it.',
      readOn: 'docs/sweeps.md',
      load: async () => (await import('../commands/sweep.ts')).showSweep,
    },
    failed: {
      summary: 'List every customer that failed, why, and what to do for it.',
      argument: { form: '<sweep>', as: 'id', text: 'id of the sweep (swp_…)' },
      options: [...broker()],
      examples: [
        { text: 'a table', line: 'consentry sweep failed $SWEEP' },
        { text: 'for a program', line: 'consentry sweep failed $SWEEP --json' },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/sweeps.md',
      load: async () => (await import('../commands/sweep.ts')).failedOfSweep,
    },
    stop: {
      summary: 'Begin no further customer of a sweep.',
      argument: { form: '<sweep>', as: 'id', text: 'id of the sweep (swp_…)' },
      options: [...broker()],
      examples: [
        { text: 'customers that are begun are ended first', line: 'consentry sweep stop $SWEEP' },
        { text: 'for a program: how many are left', line: 'consentry sweep stop $SWEEP --json' },
      ],
      interrupted: 'It may be stopped all the same: see consentry sweep list.',
      readOn: 'docs/sweeps.md',
      load: async () => (await import('../commands/sweep.ts')).stopSweep,
    },
    resume: {
      summary: 'Let a sweep that was stopped go on.',
      argument: { form: '<sweep>', as: 'id', text: 'id of the sweep (swp_…)' },
      options: [...broker(), { flags: '--no-wait', text: 'do not follow it' }],
      examples: [
        { text: 'go on, and follow it', line: 'consentry sweep resume $SWEEP' },
        { text: 'go on, and do not wait', line: 'consentry sweep resume $SWEEP --no-wait' },
      ],
      exits: { 1: 'it failed, or a customer of it did' },
      interrupted: 'If it goes on, it does so in the broker: see consentry sweep list.',
      readOn: 'docs/sweeps.md',
      load: async () => (await import('../commands/sweep.ts')).resumeSweep,
    },
    rows: {
      summary: 'Write what a sweep has found.',
      argument: { form: '<sweep>', as: 'id', text: 'id of the sweep (swp_…)' },
      options: [
        ...broker(),
        { flags: '--format <format>', text: 'in this form; ndjson when left out', choices: rowFormats },
        { flags: '--out <file>', text: 'write it to a new file that only you can read' },
      ],
      examples: [
        { text: 'a line of JSON for each row', line: 'consentry sweep rows $SWEEP' },
        { text: 'for a spreadsheet', line: 'consentry sweep rows $SWEEP --format csv --out rows.csv' },
      ],
      interrupted: 'Nothing of it was kept in the file. Run it again.',
      readOn: 'docs/sweeps.md',
      load: async () => (await import('../commands/sweep.ts')).sweepRows,
    },
    remove: {
      summary: 'Remove a sweep that is over, with everything that was found.',
      argument: { form: '<sweep>', as: 'id', text: 'id of the sweep (swp_…)' },
      options: [...broker()],
      examples: [
        { text: 'everything that was found goes', line: 'consentry sweep remove $SWEEP' },
        { text: 'for a program', line: 'consentry sweep remove $SWEEP --json' },
      ],
      interrupted: 'It may be removed all the same: see consentry sweep list.',
      readOn: 'docs/sweeps.md',
      load: async () => (await import('../commands/sweep.ts')).removeSweep,
    },
  },
};
