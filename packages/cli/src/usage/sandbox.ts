import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Start a sandbox of Microsoft’s cloud.',
  options: [
    { flags: '--world <file>', text: 'world file (YAML or JSON) instead of the example world' },
    { flags: '--customers <number>', text: 'generate a world with this many customers' },
    { flags: '--seed <text>', text: 'seed of the generated world; 1 unless told otherwise' },
    { flags: '--redirect-uri <uri...>', text: 'redirect URIs to register for the example application' },
    { flags: '--certificate <file>', text: 'certificate (PEM) to register for the example application' },
    {
      flags: '--login-port <port>',
      text: 'fixed port of the sign-in; a free one unless told, as for the others',
    },
    { flags: '--partner-center-port <port>', text: 'fixed port of Partner Center' },
    { flags: '--graph-port <port>', text: 'fixed port of Graph' },
    { flags: '--arm-port <port>', text: 'fixed port of Azure Resource Manager' },
    { flags: '--defender-port <port>', text: 'fixed port of Defender' },
    { flags: '--vault-port <port>', text: 'fixed port of Key Vault' },
    { flags: '--control-port <port>', text: 'fixed port of the control' },
    { flags: '--names', text: 'origins with names: login.localhost, graph.localhost and so on' },
    { flags: '--https', text: 'serve https, under a certificate authority that is made now' },
    {
      flags: '--ca-file <file>',
      text: 'serve https, and write the certificate authority here (for NODE_EXTRA_CA_CERTS)',
    },
    { flags: '--host <address>', text: 'address to listen on; 127.0.0.1 unless told' },
    {
      flags: '--expose-to-network',
      text: 'with --host: let other machines reach it; the control stays on loopback',
    },
  ],
  details: 'It runs until it is stopped by Ctrl-C or SIGTERM.',
  examples: [
    { text: 'the example world, on free ports', line: 'consentry sandbox' },
    { text: 'a world of 10,000 customers', line: 'consentry sandbox --customers 10000 --seed 7' },
    {
      text: 'for a program: one line when it is ready, https, names as in the real cloud',
      line: 'consentry sandbox --json --names --ca-file ca.pem',
    },
  ],
  exits: { 0: 'ended in order, by Ctrl-C or SIGTERM' },
  readOn: 'docs/sandbox.md',
  load: async () => (await import('../commands/sandbox.ts')).sandbox,
};
