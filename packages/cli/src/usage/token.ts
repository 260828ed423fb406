import type { CommandUsage } from '../command-line/usage.ts';
import { broker, target } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Give an access token to the next program.',
  options: [
    ...broker(),
    ...target,
    { flags: '--scope <permission...>', text: 'permissions; everything consented when left out' },
    { flags: '--min-lifetime <duration>', text: 'how long the token must live, such as 20m; at most 30m' },
    {
      flags: '--access <kind>',
      text: 'for application and account, or for the application alone',
      default: 'delegated',
      choices: ['delegated', 'app-only'],
    },
    {
      flags: '--force',
      text: 'a new token now, whatever is cached and whatever rests; once a minute for a target',
    },
    { flags: '--plain', text: 'print the token alone, also on a terminal' },
    {
      flags: '--format <format>',
      text: 'a configuration for curl -K -, or JSON for ConvertFrom-Json',
      choices: ['curl', 'powershell'],
      conflicts: ['json', 'plain'],
    },
    {
      flags: '--path <path>',
      text: 'with --format: path and query of the request, which then carries its URL',
    },
  ],
  details: 'On a terminal the token itself is not shown: it goes into a pipe or a variable.',
  examples: [
    {
      text: 'for Partner Center, into a variable',
      line: 'TOKEN=$(consentry token --partner $PARTNER --resource partner-center)',
    },
    {
      text: 'for Graph at a customer, straight into curl',
      line: 'consentry token --partner $PARTNER --customer $CUSTOMER --resource graph --format curl --path /v1.0/users | curl -K -',
    },
    {
      text: 'for PowerShell',
      line: 'consentry token --partner $PARTNER --customer $CUSTOMER --resource graph --format powershell | ConvertFrom-Json',
    },
    {
      text: 'look at it, without the token',
      line: 'consentry token --partner $PARTNER --customer $CUSTOMER --resource graph',
    },
  ],
  interrupted: 'No token was printed. Run it again.',
  readOn: 'docs/tokens.md',
  load: async () => (await import('../commands/token.ts')).token,
};
