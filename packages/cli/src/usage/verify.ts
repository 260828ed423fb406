import type { CommandUsage } from '../command-line/usage.ts';
import { clouds, resources } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Check a token of standard input: is it the one that is wanted? Needs no broker.',
  argument: { form: '[token...]', as: 'token', text: 'refused: a token is never an argument', hidden: true },
  options: [
    { flags: '--file <file>', text: 'file with the token, instead of standard input' },
    {
      flags: '--resource <resource>',
      text: 'the API: partner-center, graph, arm, defender or a URI',
      suggests: resources,
    },
    { flags: '--tenant <tenant>', text: 'the tenant that it is for' },
    { flags: '--application <application id>', text: 'the application that it was issued to' },
    { flags: '--account <object id>', text: 'the account that it speaks for' },
    { flags: '--scope <permission...>', text: 'delegated permissions that it must hold (scp)' },
    { flags: '--role <permission...>', text: 'application permissions that it must hold (roles)' },
    { flags: '--mfa', text: 'the sign-in must have carried MFA' },
    { flags: '--cloud <name>', text: 'whose cloud; public when left out', choices: clouds },
    { flags: '--config <file>', text: 'configuration of a broker: its cloud, and its application as ours' },
    { flags: '--own <audience...>', text: 'audiences that are ours: of an application or an API' },
    {
      flags: '--fetch-keys',
      text: 'fetch the signing keys, and check the signature of a token that is meant for us',
    },
  ],
  details:
    'The token comes on standard input or in a file. It is never an argument, and it is never printed.',
  examples: [
    {
      text: 'a token of the broker, for what it was asked for',
      line: 'consentry token --partner $PARTNER --customer $CUSTOMER --resource graph --plain | consentry verify --resource graph --tenant $CUSTOMER --scope User.Read.All',
    },
    { text: 'a token in a file: did it carry MFA?', line: 'consentry verify --file token.txt --mfa' },
    {
      text: 'one that was meant for our own API, with its signature',
      line: 'consentry verify --file token.txt --own api://$APPLICATION --fetch-keys',
    },
  ],
  exits: { 1: 'something that was asked did not pass' },
  interrupted: 'Nothing was changed. Run it again.',
  readOn: 'docs/explain.md#a-token',
  load: async () => (await import('../commands/verify.ts')).verify,
};
