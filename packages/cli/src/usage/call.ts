import type { CommandUsage } from '../command-line/usage.ts';
import { broker, target } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Make a GET request to an API, with a token of the broker.',
  options: [
    ...broker(),
    ...target,
    { flags: '--path <path>', text: 'path and query, such as /v1/customers?size=100', required: true },
    { flags: '--all', text: 'follow the pages to the end' },
    {
      flags: '--through-broker',
      text: 'let the broker make the call: the token does not come to this machine',
    },
  ],
  examples: [
    {
      text: 'a list of Partner Center, to its end',
      line: 'consentry call --partner $PARTNER --resource partner-center --path "/v1/customers?size=100" --all',
    },
    {
      text: 'users of a customer',
      line: 'consentry call --partner $PARTNER --customer $CUSTOMER --resource graph --path /v1.0/users',
    },
    {
      text: 'the token stays in the broker',
      line: 'consentry call --partner $PARTNER --customer $CUSTOMER --resource graph --path /v1.0/users --through-broker',
    },
  ],
  interrupted: 'Nothing was changed. Run it again.',
  readOn: 'docs/calls.md',
  load: async () => (await import('../commands/call.ts')).callApi,
};
