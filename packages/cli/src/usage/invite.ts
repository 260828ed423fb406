import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Make an invitation for one person of a partner, or of a customer.',
  options: [
    ...broker(),
    { flags: '--partner <tenant>', text: 'tenant id of the partner' },
    {
      flags: '--for-grant <id>',
      text: 'invite the account of this grant again, with the challenge that a tenant made',
    },
    { flags: '--name <name>', text: 'the partner’s name, shown on the page' },
    {
      flags: '--partner-kind <kind>',
      text: 'what the partner is; an indirect-reseller is asked for permissions to read at Microsoft Graph alone',
      choices: [
        'direct-bill',
        'indirect-provider',
        'indirect-reseller',
        'advisor',
        'control-panel-vendor',
        'integration-account',
      ],
    },
    { flags: '--account <user name>', text: 'account to fill in at the sign-in page' },
    { flags: '--account-id <object id>', text: 'account that must sign in' },
    {
      flags: '--approve',
      text: 'let an administrator approve the application, instead of connecting an account',
    },
    {
      flags: '--customer [tenant]',
      text: 'let an administrator of this customer consent for it; without a tenant, of whichever signs in',
    },
    { flags: '--customer-name <name>', text: 'the customer’s name, shown on the page' },
    { flags: '--allow <tenant or domain...>', text: 'with --customer and no tenant: one of these alone' },
    {
      flags: '--resource <resource...>',
      text: 'with --customer: the APIs that are wanted; all configured when left out',
    },
    { flags: '--lifetime <duration>', text: 'how long the link works, such as 12h or 7d' },
    { flags: '--accept-unknown-mfa', text: 'accept a sign-in of which MFA cannot be told; audited' },
  ],
  load: async () => (await import('../commands/invite.ts')).invite,
};
