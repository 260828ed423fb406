/**
 * A process of its own that reads the posture of a tenant and says on standard output what it found, how long that took and how much
 * memory at most. What to read, and with which token, comes by standard input.
 */
import { json } from 'node:stream/consumers';
import { assess, createApis, listAccountRows, readSources, readTenantId, Secret } from '@consentry/core';
import { createNodeFetch, systemClock, systemRandom, systemTimer } from '@consentry/core/node';

export interface ReadOrder {
  readonly partner: string;
  readonly graph: string;
  readonly partnerCenter: string;
  /** For Graph, of the application alone. */
  readonly token: string;
}

/** What it found, in numbers. */
export interface PostureRead {
  readonly figures: ReturnType<typeof assess>['figures'];
  readonly unread: ReturnType<typeof assess>['unread'];
  readonly accounts: ReturnType<typeof assess>['tables']['accounts'];
  readonly methods: ReturnType<typeof assess>['tables']['methods'];
  /** How many rows there are in the full list. */
  readonly listed: number;
  readonly tookMs: number;
  /** Of its processors. */
  readonly cpuMs: number;
  /** The most that the process held, and of it what was on the heap at the end. */
  readonly mostMb: number;
  readonly heapMb: number;
}

const order = (await json(process.stdin)) as ReadOrder;
const ports = {
  fetch: createNodeFetch({ allowLocal: true }),
  timer: systemTimer,
  random: systemRandom,
};
const value = Secret.of(order.token);
const apis = createApis(ports, ({ resource }) => async () => ({
  value,
  baseUrl: resource === 'graph' ? order.graph : order.partnerCenter,
}));
const startedAt = systemTimer.elapsed();
const partner = readTenantId(order.partner);
const sources = await readSources({ apis, clock: systemClock, partner, graphAccess: 'app-only' }, []);
const report = assess(sources, systemClock.now());
let listed = 0;
for (const { id } of listAccountRows(sources)) listed += Number(id.length > 0);
const tookMs = systemTimer.elapsed() - startedAt;
await ports.fetch.close();
const { user, system } = process.cpuUsage();
const found: PostureRead = {
  figures: report.figures,
  unread: report.unread,
  accounts: report.tables.accounts,
  methods: report.tables.methods,
  listed,
  tookMs,
  cpuMs: (user + system) / 1000,
  mostMb: process.resourceUsage().maxRSS / 1024,
  heapMb: process.memoryUsage().heapUsed / 1024 / 1024,
};
process.stdout.write(JSON.stringify(found));
