import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFetch } from '@consentry/core/node';
import { createRemote, type Remote, Secret } from '@consentry/core/remote';
import { asFetch, type BrokerConfig, createLog, openBroker, openPorts } from '@consentry/server';
import { Agent, request as ask } from 'undici';
import { aCertificate } from '../../packages/core/test/a-certificate.ts';
import type { Benchmark } from '../benchmark.ts';
import { createFigure, timesAtLeast } from '../figure.ts';
import { alternate, perSecond } from '../rounds.ts';
import { readOperatorKey } from '../support/broker.ts';
import { brokerConfig } from '../support/broker-config.ts';
import { acquireAll, createLibrary, customerTenant } from '../support/library.ts';
import { partnerTenant, sealGrants } from '../support/seal-grants.ts';
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
      const held = await alternate(rounds, {
        ours: () => sweepOfBroker(url, customers),
        peer: () => perSecond(customers, () => bareLoop(agent, url, customers)),
      });
      const whole =
        'the same by a broker with a certificate, turns and the audit durable, SQLite; the bare loop';
      return [
        createFigure('B4', what, '/s', measured, timesAtLeast(0.9)),
        createFigure('B4', whole, '/s', held, timesAtLeast(0.7)),
      ];
    } finally {
      await Promise.all([endpoint.close(), fetch.close(), agent.close()]);
    }
  },
};

/** Everything of a broker but its sockets: caller, policy, turn, redemption with an assertion for each tenant, record. */
async function sweepOfBroker(login: string, customers: number): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'consentry-bench-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const { certificate, privateKey } = await aCertificate();
  const plain = brokerConfig({
    folder,
    origins: { login, partnerCenter: login, graph: login },
    publicPort: 44395,
  });
  const credential = { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) } as const;
  const config: BrokerConfig = { ...plain, application: { ...plain.application, credential } };
  await sealGrants(config, 1);
  const ports = openPorts(config, createLog('warn'));
  stack.defer(() => ports.close());
  const broker = await openBroker(config, ports);
  stack.defer(() => broker.close());
  const partner = partnerTenant(0);
  const reach = (key: Secret<string>): Remote =>
    createRemote({ baseUrl: 'http://127.0.0.1', key, send: asFetch(broker.app.api) });
  const { key } = await reach(Secret.of(readOperatorKey(broker.store))).call('addCaller', {
    body: {
      name: 'sweep',
      policy: { partners: [partner], customers: 'all', resources: ['graph'], rate: { perMinute: 6_000_000 } },
    },
  });
  const caller = reach(Secret.of(key));
  const rest = Array.from({ length: customers }, (_, index) => customerTenant(index)).values();
  const askNext = async (): Promise<void> => {
    for (const customer of rest) {
      await caller.call('acquireToken', { body: { partner, customer, resource: 'graph' } });
    }
  };
  return await perSecond(customers, async () => {
    await Promise.all(Array.from({ length: atOnce }, askNext));
  });
}

/** What somebody writes who has a refresh token and a list of customers. */
async function bareLoop(dispatcher: Agent, url: string, customers: number): Promise<void> {
  const rest = Array.from({ length: customers }, (_, index) => customerTenant(index)).values();
  const tokens = new Map<string, string>();
  const redeemNext = async (): Promise<void> => {
    for (const tenant of rest) {
      const { body } = await ask(`${url}/${tenant}/oauth2/v2.0/token`, {
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
