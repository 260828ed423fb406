import { createNodeFetch } from '@consentry/core/node';
import { serve } from '../src/http/serve.ts';
import { aBroker, customerA, partnerOne, type TestBroker, type TestBrokerOptions } from './a-broker.ts';

/** A broker whose API listens, in a cloud that listens too. Its clock is the sandbox's. */
export interface ListeningBroker extends AsyncDisposable {
  readonly t: TestBroker;
  /** Where the API answers. */
  readonly url: string;
  /** The key of a caller who may call what is named, of one customer unless told otherwise. */
  aKey(policy: Partial<Parameters<TestBroker['aCaller']>[0]>): Promise<string>;
}

export async function aListeningBroker(options: TestBrokerOptions = {}): Promise<ListeningBroker> {
  const sockets = createNodeFetch({ allowLocal: true });
  const t = await aBroker({ sockets, ...options });
  const log = { error: () => undefined };
  const address = { host: '127.0.0.1', port: 0 };
  const api = await serve('apiListener', address, (incoming) => t.broker.app.api(incoming), log);
  return {
    t,
    url: api.url,
    async aKey(policy) {
      const body = {
        name: 'test',
        policy: { partners: [partnerOne], customers: [customerA], resources: [], ...policy },
      };
      return (await t.operator.call('addCaller', { body })).key;
    },
    async [Symbol.asyncDispose]() {
      await api.close(0);
      await t[Symbol.asyncDispose]();
      await sockets.close();
    },
  };
}
