import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Start a sandbox of Microsoft’s cloud and a broker together, ready to click through.',
  options: [
    { flags: '--public-port <port>', text: 'port of the consent pages', default: '44395' },
    { flags: '--api-port <port>', text: 'port of the token API', default: '44396' },
  ],
  load: async () => (await import('../commands/up.ts')).up,
};
