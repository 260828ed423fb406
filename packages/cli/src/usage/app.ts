import type { CommandUsage, OptionUsage } from '../command-line/usage.ts';

const registration: readonly OptionUsage[] = [
  {
    flags: '--tenant <tenant>',
    text: 'tenant id in which it is registered: the partner’s, or the vendor’s',
    required: true,
  },
  { flags: '--kind <kind>', text: 'whose it is; vendor unless told', choices: ['partner', 'vendor'] },
  { flags: '--application <application id>', text: 'one that there is, by its application id' },
  {
    flags: '--name <name>',
    text: 'its name, which people see on the consent page; Consentry unless told',
  },
  {
    flags: '--public-url <url>',
    text: 'address of the broker’s pages, from which the redirect URIs follow',
  },
  {
    flags: '--permission <api:name...>',
    text: 'what programs need beside Partner Center, such as graph:User.Read.All arm:user_impersonation',
  },
  { flags: '--permissions <file>', text: 'the same as a JSON file: see docs/customer-consents.md' },
  { flags: '--certificate <file>', text: 'its certificate (PEM), whose key somebody has' },
  { flags: '--no-consent', text: 'leave the consent to an administrator, such as by an invitation' },
  {
    flags: '--client-id <application id>',
    text: 'public client to sign in with; Microsoft Graph Command Line Tools unless told',
  },
  {
    flags: '--config <file>',
    text: 'configuration of the broker, in which the application may be missing yet',
  },
];

export const usage: CommandUsage = {
  summary: 'The app registration that the broker needs.',
  commands: {
    create: {
      summary: 'Plan a registration, or what one lacks, and with --apply carry the plan out.',
      options: [
        ...registration,
        {
          flags: '--key-out <file>',
          text: 'a new file for the private key; what an earlier run wrote is used again',
        },
        {
          flags: '--certificate-out <file>',
          text: 'a new file for its certificate; beside the key as .pem unless told',
        },
        { flags: '--lifetime <duration>', text: 'how long a new certificate is valid', default: '365d' },
        {
          flags: '--config-out <file>',
          text: 'write what the broker needs to a new file, instead of printing it',
        },
        {
          flags: '--apply',
          text: 'carry the plan out; without it the plan is shown, and asked for at a terminal',
        },
      ],
      examples: [
        {
          text: 'what would be made, for a partner’s own program',
          line: 'consentry app create --tenant $TENANT --kind partner --public-url https://consentry.contoso.example --key-out application.key',
        },
        {
          text: 'make it, with permissions for programs that read users',
          line: 'consentry app create --tenant $TENANT --kind vendor --public-url https://consentry.contoso.example --permission graph:User.Read.All --key-out application.key --config-out config.json --apply',
        },
      ],
      interrupted: 'What was made stands. Run the same again: it plans only what is left.',
      readOn: 'docs/app-registration.md',
      load: async () => (await import('../commands/app.ts')).createApp,
    },
    check: {
      summary: 'Compare a registration with the one that is needed. Changes nothing.',
      options: registration,
      examples: [
        {
          text: 'the registration of a broker',
          line: 'consentry app check --tenant $TENANT --config /etc/consentry/config.json',
        },
        {
          text: 'one by its id, for a program',
          line: 'consentry app check --tenant $TENANT --application 11111111-2222-4333-8444-555555555555 --public-url https://consentry.contoso.example --json',
        },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/app-registration.md',
      load: async () => (await import('../commands/app.ts')).checkApp,
    },
  },
};
