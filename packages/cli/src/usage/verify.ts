import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Check a token of standard input: is it the one that is wanted? Needs no broker.',
  argument: { form: '[token...]', text: 'refused: a token is never an argument' },
  options: [
    { flags: '--file <file>', text: 'file with the token, instead of standard input' },
    { flags: '--resource <resource>', text: 'the API: partner-center, graph, arm, defender or a URI' },
    { flags: '--tenant <tenant>', text: 'the tenant that it is for' },
    { flags: '--application <id>', text: 'the application that it was issued to' },
    { flags: '--account <object id>', text: 'the account that it speaks for' },
    { flags: '--scope <permission...>', text: 'delegated permissions that it must hold (scp)' },
    { flags: '--role <permission...>', text: 'application permissions that it must hold (roles)' },
    { flags: '--mfa', text: 'the sign-in must have carried MFA' },
    { flags: '--cloud <name>', text: 'public (default), us-government, us-dod, china, germany' },
    { flags: '--config <file>', text: 'configuration of a broker: its cloud, and its application as ours' },
    { flags: '--own <audience...>', text: 'audiences that are ours: of an application or an API' },
    {
      flags: '--fetch-keys',
      text: 'fetch the signing keys, and check the signature of a token that is meant for us',
    },
  ],
  load: async () => (await import('../commands/verify.ts')).verify,
};
