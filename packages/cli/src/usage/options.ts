import type { OptionUsage } from '../command-line/usage.ts';

/** How a command reaches a broker. */
export function broker(config = 'configuration file, with --data'): readonly OptionUsage[] {
  return [
    {
      flags: '--url <url>',
      text: 'address of the broker’s API (CONSENTRY_URL; default http://127.0.0.1:44396)',
    },
    { flags: '--key-file <file>', text: 'file with the key, - for standard input (CONSENTRY_KEY_FILE)' },
    {
      flags: '--data <folder>',
      text: 'work on this data folder in this process, without a running broker',
    },
    { flags: '--config <file>', text: config },
  ];
}

/** For which API of whom. */
export const target: readonly OptionUsage[] = [
  { flags: '--partner <tenant>', text: 'tenant id of the partner', required: true },
  { flags: '--customer <tenant>', text: 'tenant id of the customer; left out for Partner Center' },
  {
    flags: '--resource <resource>',
    text: 'partner-center, graph, arm, defender or a URI',
    required: true,
  },
];

/** At one customer, or at many. */
export const ofCustomer: readonly OptionUsage[] = [
  { flags: '--partner <tenant>', text: 'tenant id of the partner', required: true },
  { flags: '--customer <tenant>', text: 'tenant id of the customer' },
  {
    flags: '--all',
    text: 'at every customer that Partner Center lists: as a sweep, which goes on in the broker',
  },
  {
    flags: '--filter <what=text>',
    text: 'at those whose name, domain or relationship is so',
    repeats: true,
  },
  { flags: '--customers-file <file>', text: 'at those that the file has, a tenant id on each line' },
  {
    flags: '--format <format>',
    text: 'with many: write what was found as ndjson, csv, json or table',
  },
  { flags: '--out <file>', text: 'with many: write it to a new file that only you can read' },
];

/** Which consent is wanted. */
export const wanted: readonly OptionUsage[] = [
  {
    flags: '--permissions <file>',
    text: 'JSON with what is wanted: see docs/customer-consents.md',
    required: true,
  },
];

/** What is taken back, or stopped. */
export const taken: readonly OptionUsage[] = [
  { flags: '--partner <tenant>', text: 'everything of one partner' },
  { flags: '--everything', text: 'everything of this broker' },
  { flags: '--report <file>', text: 'keep the report in a new file' },
];

/** What a caller may ask for. */
export const policy: readonly OptionUsage[] = [
  { flags: '--partner <tenant...>', text: 'partners that it may ask for, or all', required: true },
  { flags: '--resource <resource...>', text: 'tokens for: partner-center, graph, arm, defender or a URI' },
  {
    flags: '--call <call...>',
    text: 'calls through the broker, without a token, such as graph:/v1.0/users or "GET,POST graph:/v1.0/users"',
  },
  { flags: '--customer <tenant...>', text: 'customers that it may ask for, or all' },
  { flags: '--partner-tenant', text: 'tokens for the partner’s own tenant too' },
  { flags: '--scope <permission...>', text: 'permissions that a token may carry; all when left out' },
  { flags: '--access <kind...>', text: 'delegated, app-only or both; delegated when left out' },
  { flags: '--per-minute <number>', text: 'how many requests a minute; 6000 when left out' },
];

/** Where a new key goes, and how long it works. */
export const newKey: readonly OptionUsage[] = [
  { flags: '--lifetime <duration>', text: 'how long the key works, such as 90d' },
  {
    flags: '--key-out <file>',
    text: 'write the key to a new file that only you can read, instead of printing it',
  },
];
