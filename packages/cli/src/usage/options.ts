import type { OptionUsage } from '../command-line/usage.ts';

// What `core` knows too, and is not loaded for. `usage.test.ts` compares.
export const resources = ['partner-center', 'graph', 'arm', 'defender'];
export const clouds = ['public', 'us-government', 'us-dod', 'china', 'germany'];
export const rowFormats = ['ndjson', 'csv', 'json', 'table'];

/** How a command reaches a broker. */
export function broker(config = 'configuration file, with --data'): readonly OptionUsage[] {
  return [
    {
      flags: '--url <url>',
      text: 'address of its API; else that of CONSENTRY_URL, else http://127.0.0.1:44396',
      section,
    },
    {
      flags: '--key-file <file>',
      text: 'file with the key, or - for standard input; else that of CONSENTRY_KEY_FILE, else ./consentry-data/operator.key',
      section,
    },
    {
      flags: '--data <folder>',
      text: 'no running broker: work on this data folder in this process',
      section,
    },
    { flags: '--config <file>', text: config, section },
  ];
}

const section = 'The broker';

/** For which API of whom. */
export const target: readonly OptionUsage[] = [
  { flags: '--partner <tenant>', text: 'tenant id of the partner', required: true },
  { flags: '--customer <tenant>', text: 'tenant id of the customer; left out for Partner Center' },
  {
    flags: '--resource <resource>',
    text: 'partner-center, graph, arm, defender or a URI',
    required: true,
    suggests: resources,
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
    text: 'with many: write what was found in this form',
    choices: rowFormats,
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
  { flags: '--partner <tenant or all...>', text: 'partners that it may ask for', required: true },
  {
    flags: '--resource <resource...>',
    text: 'tokens for: partner-center, graph, arm, defender or a URI',
    suggests: resources,
  },
  {
    flags: '--call <call...>',
    text: 'calls through the broker, without a token, such as graph:/v1.0/users or "GET,POST graph:/v1.0/users"',
  },
  { flags: '--customer <tenant or all...>', text: 'customers that it may ask for' },
  { flags: '--partner-tenant', text: 'tokens for the partner’s own tenant too' },
  { flags: '--scope <permission...>', text: 'permissions that a token may carry; all when left out' },
  {
    flags: '--access <kind...>',
    text: 'for account and application, or for the application alone; delegated when left out',
    choices: ['delegated', 'app-only'],
  },
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
