import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary:
    'Do a task for many customers, and say exactly who failed and what to do. It goes on in the broker.',
  argument: { form: '[task]', text: 'users, token-reach, …: what is done for each customer' },
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
    { flags: '--remainder-of <id>', text: 'instead of all that: the customers that failed in this sweep' },
    { flags: '--param <name=value>', text: 'what the task takes; once for each', repeats: true },
    {
      flags: '--params-file <file>',
      text: 'JSON file with what the task takes, such as the wanted permissions',
    },
    { flags: '--dry-run', text: 'write nothing: the rows say what would be done' },
    { flags: '--format <format>', text: 'write what was found: ndjson, csv, json or table' },
    { flags: '--out <file>', text: 'write it to a new file that only you can read' },
    { flags: '--concurrency <number>', text: 'how many customers at once' },
    { flags: '--no-wait', text: 'only begin it' },
  ],
  load: async () => (await import('../commands/sweep.ts')).sweep,
  commands: {
    list: {
      summary: 'List the sweeps, the newest first.',
      options: [...broker()],
      load: async () => (await import('../commands/sweep.ts')).listSweeps,
    },
    show: {
      summary: 'Say how far a sweep is, and why customers failed.',
      argument: { form: '<id>' },
      options: [...broker(), { flags: '--wait', text: 'follow it to its end' }],
      load: async () => (await import('../commands/sweep.ts')).showSweep,
    },
    failed: {
      summary: 'List every customer that failed, why, and what to do for it.',
      argument: { form: '<id>' },
      options: [...broker()],
      load: async () => (await import('../commands/sweep.ts')).failedOfSweep,
    },
    stop: {
      summary: 'Begin no further customer of a sweep.',
      argument: { form: '<id>' },
      options: [...broker()],
      load: async () => (await import('../commands/sweep.ts')).stopSweep,
    },
    resume: {
      summary: 'Let a sweep that was stopped go on.',
      argument: { form: '<id>' },
      options: [...broker(), { flags: '--no-wait', text: 'do not follow it' }],
      load: async () => (await import('../commands/sweep.ts')).resumeSweep,
    },
    rows: {
      summary: 'Write what a sweep has found.',
      argument: { form: '<id>' },
      options: [
        ...broker(),
        { flags: '--format <format>', text: 'ndjson, csv, json or table; ndjson unless told' },
        { flags: '--out <file>', text: 'write it to a new file that only you can read' },
      ],
      load: async () => (await import('../commands/sweep.ts')).sweepRows,
    },
    remove: {
      summary: 'Remove a sweep that is over, with everything that was found.',
      argument: { form: '<id>' },
      options: [...broker()],
      load: async () => (await import('../commands/sweep.ts')).removeSweep,
    },
  },
};
