/** A broker as `consentry serve` starts it; its log goes to a file, as a supervisor would write it. */
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { createLog, openBroker, openPorts, startBroker } from '@consentry/server';
import pino from 'pino';
import { serve } from '../../packages/server/src/http/serve.ts';
import { brokerConfig } from '../support/broker-config.ts';
import { hearOrders, serveQuestions } from '../support/hear-orders.ts';
import type { BrokerOrders, BrokerReady } from '../support/messages.ts';

const orders = await hearOrders<BrokerOrders>();
const config = brokerConfig(orders);
const logFile = openSync(join(orders.folder, 'broker.log'), 'a', 0o600);
const log = createLog(config.log.level, pino.destination({ fd: logFile, sync: true }));
const broker = orders.audit === 'durable' ? await startBroker(config, { log }) : await startWithoutAudit();
const { apiUrl, operatorKeyFile } = broker;
serveQuestions({ apiUrl, operatorKeyFile } satisfies BrokerReady, {}, () => broker.close());

/** The same parts, but for the record of each token. */
async function startWithoutAudit(): Promise<BrokerReady & { close(): Promise<void> }> {
  const ports = openPorts(config, log);
  const opened = await openBroker(config, ports);
  Object.assign(opened.store.audit, { write: async () => undefined });
  const pages = await serve('publicListener', config.publicListener, opened.app.public, log);
  const api = await serve('apiListener', config.apiListener, opened.app.api, log);
  return {
    apiUrl: api.url,
    operatorKeyFile: opened.store.operatorKeyFile,
    async close() {
      await Promise.all([pages.close(0), api.close(0)]);
      await opened.close();
      await ports.close();
    },
  };
}
