/** A sandbox of the cloud, on loopback ports, and what it has in its books. */
import { createSandbox, generateWorld } from '@consentry/sandbox';
import { findPartners } from '../support/find-partners.ts';
import type { CloudOrders, CloudReady } from '../support/messages.ts';
import { hearOrders, serveQuestions } from '../support/hear-orders.ts';

const { partners, customers, redirectUris } = await hearOrders<CloudOrders>();
const world = generateWorld({ seed: 'bench', partners, customers, redirectUris });
const sandbox = await createSandbox({ world });
await sandbox.listen();
const { login, partnerCenter, graph, vault } = sandbox.origins;
const ready: CloudReady = { origins: { login, partnerCenter, graph, vault }, partners: findPartners(world) };
serveQuestions(
  ready,
  { redemptions: () => sandbox.ledger.tokenRequests({ grantType: 'refresh_token' }).length },
  () => sandbox.close(),
);
