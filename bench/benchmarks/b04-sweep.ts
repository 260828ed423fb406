import { createNodeFetch } from '@consentry/core/node';
import { Agent, request } from 'undici';
import type { Benchmark } from '../benchmark.ts';
import { createFigure, timesAtLeast } from '../figure.ts';
import { alternate, perSecond } from '../rounds.ts';
import { acquireAll, createLibrary, customerTenant } from '../support/library.ts';
import { startProgram } from '../support/start-program.ts';

const atOnce = 50;
const delayMs = 20;

/** One task for each of 3,000 customers, none of whose tokens is there. */
export const sweep: Benchmark = {
  async run({ rounds, scale }) {
    const customers = 3000 * scale;
    const endpoint = await startProgram<{ readonly url: string }>('slow-token-endpoint.ts', {
      part: 'server',
      orders: { delayMs },
    });
    const fetch = createNodeFetch({ allowLocal: true });
    const agent = new Agent({ connections: atOnce });
    try {
      const { url } = endpoint.ready;
      const measured = await alternate(rounds, {
        async ours() {
          const library = await createLibrary({ fetch, targets: customers, loginBaseUrl: url });
          return perSecond(customers, () => acquireAll(library, atOnce));
        },
        peer: () => perSecond(customers, () => bareLoop(agent, url, customers)),
      });
      const what = `sweep of ${customers.toLocaleString('en')} customers, ${atOnce} at once, the answer after ${delayMs} ms; a bare undici loop`;
      return [createFigure('B4', what, '/s', measured, timesAtLeast(0.9))];
    } finally {
      await Promise.all([endpoint.close(), fetch.close(), agent.close()]);
    }
  },
};

/** What somebody writes who has a refresh token and a list of customers. */
async function bareLoop(dispatcher: Agent, url: string, customers: number): Promise<void> {
  const rest = Array.from({ length: customers }, (_, index) => customerTenant(index)).values();
  const tokens = new Map<string, string>();
  const redeemNext = async (): Promise<void> => {
    for (const tenant of rest) {
      const { body } = await request(`${url}/${tenant}/oauth2/v2.0/token`, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: '33333333-3333-4333-8333-333333333333',
          client_secret: 'a secret of nobody',
          refresh_token: '1.'.padEnd(1200, 'z'),
          scope: 'https://graph.microsoft.com/.default openid offline_access',
        }).toString(),
      });
      const { access_token: token } = (await body.json()) as { readonly access_token: string };
      tokens.set(tenant, token);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, redeemNext));
}
