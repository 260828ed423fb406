import assert from 'node:assert/strict';
import type { RequestOf } from '@consentry/core/contract';
import { generateWorld, type World } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import type { DatabaseKind } from '../src/stores/migrations/migration.ts';
import type { TestBroker, TestBrokerOptions } from './a-broker.ts';
import { aBrokerOn, type BrokerOn } from './a-broker-on.ts';

/** A broker with partners that have connected, each with customers. */
export interface Fleet extends BrokerOn {
  readonly partners: readonly string[];
  /** In the order in which Partner Center lists them, of all partners. */
  readonly customers: readonly string[];
}

export interface FleetOptions extends TestBrokerOptions {
  readonly customers: number;
  readonly partners?: number;
  readonly kind?: DatabaseKind;
}

/** @param options.world changes the generated world before it begins */
export async function aFleet({
  customers,
  partners = 1,
  kind = 'sqlite',
  ...options
}: FleetOptions): Promise<Fleet> {
  const opened = await aBrokerOn(kind, {
    ...options,
    world(world) {
      Object.assign(world, { ...generated(world, customers, partners, options.approvedApis) });
      options.world?.(world);
    },
  });
  const { world } = opened.t.sandbox;
  const ids = world.tenants.filter((tenant) => tenant.kind === 'partner').map(({ id }) => id);
  for (const partner of ids) await connectPartner(opened.t, partner);
  return {
    ...opened,
    partners: ids,
    customers: world.tenants.filter((tenant) => tenant.kind === 'customer').map(({ id }) => id),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/** With the application as the default world has it: its redirect URIs are the broker's. */
function generated(
  { applications }: World,
  customers: number,
  partners: number,
  approvedApis: TestBrokerOptions['approvedApis'],
): World {
  return {
    ...generateWorld({
      seed: 'fleet',
      customers,
      partners,
      usersPerCustomer: 3,
      ...(approvedApis !== undefined && { approvedApis }),
    }),
    applications,
  };
}

async function connectPartner(t: TestBroker, partner: string): Promise<void> {
  const invitation = await t.invite({ partner });
  const person = createPerson({ send: t.send, now: () => t.sandbox.clock.now() });
  const page = await person.submit(await person.open(invitation));
  const { userPrincipalName, password, totpSecret } = t.user('service', partner);
  const account = { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) };
  const end = await signIn(person, page, account, { now: () => t.sandbox.clock.now() });
  assert.equal(end.status, 200, end.text);
}

/** Begins a sweep, and waits until this process has nothing left to do. @param body is checked by the broker */
export async function sweep(t: TestBroker, body: object) {
  const asked = body as RequestOf<'createSweep'>['body'];
  const { id } = await t.operator.call('createSweep', { body: asked });
  await t.broker.app.sweeps.settled();
  return t.operator.call('getSweep', { params: { id } });
}

/** What was found, as text. */
export async function sweepRows(t: TestBroker, id: string, format: 'ndjson' | 'csv'): Promise<string> {
  return new Response(await t.operator.lines('readSweepRows', { params: { id }, query: { format } })).text();
}

/** What was found, line by line. */
export async function rowsOf(t: TestBroker, id: string): Promise<readonly Record<string, unknown>[]> {
  return (await sweepRows(t, id, 'ndjson'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
