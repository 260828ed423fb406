import type { CommandUsage } from '../command-line/usage.ts';
import { broker, resources } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Make an invitation for one person of a partner, or of a customer.',
  options: [
    ...broker(),
    { flags: '--partner <tenant>', text: 'tenant id of the partner' },
    {
      flags: '--for-grant <grant>',
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
      suggests: resources,
    },
    { flags: '--lifetime <duration>', text: 'how long the link works, such as 12h or 7d' },
    { flags: '--accept-unknown-mfa', text: 'accept a sign-in of which MFA cannot be told; audited' },
  ],
  examples: [
    {
      text: 'the service account of a partner is to connect',
      line: 'consentry invite --partner $PARTNER --name Contoso --account robot@contoso.example',
    },
    {
      text: 'an administrator of the partner is to approve the application',
      line: 'consentry invite --approve --partner $PARTNER',
    },
    {
      text: 'an administrator of a customer is to consent',
      line: 'consentry invite --partner $PARTNER --customer $CUSTOMER --customer-name Fabrikam',
    },
    { text: 'the account of a grant is to sign in again', line: 'consentry invite --for-grant $GRANT' },
  ],
  interrupted: 'A link may have been made. Nobody has it, and it ends by itself: run it again.',
  readOn: 'docs/flow.md',
  load: async () => (await import('../commands/invite.ts')).invite,
};
