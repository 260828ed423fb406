import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { customerA, customerB, partnerOne } from '../../server/test/a-broker.ts';
import { aListeningBroker } from '../../server/test/a-listening-broker.ts';
import { grantConsents, listConsents, planConsents, withdrawConsents } from '../src/commands/consents.ts';
import type { Output } from '../src/terminal/output.ts';

/** What a command says to people, and to programs. */
function aTerminal(): Output & { readonly said: string[]; readonly results: unknown[] } {
  const said: string[] = [];
  const results: unknown[] = [];
  return {
    json: false,
    said,
    results,
    result(text, data) {
      said.push(text());
      results.push(data);
    },
    note: () => undefined,
  };
}

/** A partner that has connected, and how commands reach its broker. */
async function aPartner(
  permissions: unknown = { grants: [{ resource: 'graph', scopes: ['User.Read.All'] }] },
) {
  const listening = await aListeningBroker();
  const { t, url } = listening;
  await t.aConnectedPartner();
  const file = join(t.folder, 'permissions.json');
  writeFileSync(file, typeof permissions === 'string' ? permissions : JSON.stringify(permissions));
  const reach = { url, keyFile: t.broker.store.operatorKeyFile, partner: partnerOne };
  return {
    t,
    at: (customer: string) => ({ ...reach, customer, permissions: file }),
    reach: { ...reach, permissions: file },
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}

async function exitCodeOf(work: () => Promise<void>): Promise<typeof process.exitCode> {
  const before = process.exitCode;
  try {
    process.exitCode = 0;
    await work();
    return process.exitCode;
  } finally {
    process.exitCode = before;
  }
}

test('plans, grants, lists and withdraws for one customer, with tables for people', async () => {
  await using partner = await aPartner();
  const options = { ...partner.at(customerB), yes: true };
  const output = aTerminal();
  const code = await exitCodeOf(async () => {
    await planConsents(options, output);
    await grantConsents(options, output);
    await listConsents(options, output);
    await withdrawConsents(options, output);
  });
  const [plan, granted, listed, withdrawn] = output.said;
  assert.match(plan ?? '', /graph +to be granted +User\.Read\.All/);
  assert.match(plan ?? '', /Nothing is consented to yet/);
  assert.match(granted ?? '', /graph +consented +proved by a token +User\.Read\.All/);
  assert.match(listed ?? '', /graph +00000003-0000-0000-c000-000000000000 +User\.Read\.All/);
  assert.match(withdrawn ?? '', /No token of this tenant is given any more/);
  assert.equal(code, 0);
});

test('says by its exit code and its words what failed, and what to do', async () => {
  await using partner = await aPartner({ grants: [{ resource: 'graph', scopes: ['Group.Read.All'] }] });
  const output = aTerminal();
  const options = { ...partner.at(customerA), yes: true };
  assert.equal(await exitCodeOf(() => grantConsents(options, output)), 1);
  assert.match(output.said[0] ?? '', /graph +– +failed/);
  assert.match(output.said[0] ?? '', /To do \(operator\): Withdraw the consent and grant it anew/);
});

test('grants and withdraws nothing that nobody confirmed', async () => {
  await using partner = await aPartner();
  const before = structuredClone(partner.t.sandbox.world.consents);
  await assert.rejects(grantConsents(partner.at(customerB), aTerminal()), { code: 'not_confirmed' });
  await assert.rejects(withdrawConsents(partner.at(customerA), aTerminal()), { code: 'not_confirmed' });
  assert.deepEqual(partner.t.sandbox.world.consents, before);
});

test('does for every customer what it does for one, as a sweep', async () => {
  await using partner = await aPartner();
  const output = aTerminal();
  const out = join(partner.t.folder, 'plan.csv');
  const all = { ...partner.reach, all: true, yes: true };
  await exitCodeOf(() => planConsents({ ...all, format: 'csv', out }, output));
  const [head = '', ...rows] = readFileSync(out, 'utf8').trim().split(/\r?\n/);
  assert.match(head, /customer.*resource.*state.*missing/);
  assert.ok(rows.length >= 2);
  // Customer C cannot be reached, and says so.
  assert.equal(await exitCodeOf(() => grantConsents(all, output)), 1);
  assert.match(output.said.at(-1) ?? '', /consent-grant/);
  const { items } = await partner.t.operator
    .call('listCustomerConsents', {
      params: { partner: partnerOne, customer: customerB },
    })
    .then(({ consents }) => ({ items: consents }));
  assert.deepEqual(
    items.map(({ resource }) => resource),
    ['graph'],
  );
});

test('changes consent at every customer only when that was confirmed', async () => {
  await using partner = await aPartner();
  const all = { ...partner.reach, all: true };
  await assert.rejects(grantConsents(all, aTerminal()), { code: 'not_confirmed' });
  await assert.rejects(withdrawConsents(all, aTerminal()), { code: 'not_confirmed' });
  assert.deepEqual((await partner.t.operator.call('listSweeps', { query: { limit: 10 } })).items, []);
});

test('wants to be told which customers are meant', async () => {
  await using partner = await aPartner();
  await assert.rejects(planConsents(partner.reach, aTerminal()), { code: 'usage' });
});

for (const [name, permissions, code] of [
  ['a list that is no JSON', '{ grants: [] }', 'usage'],
  ['a list that is too large', ' '.repeat(65 * 1024), 'usage'],
  [
    'an API that is not known',
    { grants: [{ resource: 'grpah', scopes: ['User.Read.All'] }] },
    'consents_invalid',
  ],
  ['a field that is not known', { grant: [] }, 'invalid_request'],
] as const) {
  test(`refuses ${name}`, async () => {
    await using partner = await aPartner(permissions);
    await assert.rejects(planConsents(partner.at(customerB), aTerminal()), { code });
  });
}

test('refuses a list that is not there', async () => {
  await using partner = await aPartner();
  const options = { ...partner.at(customerB), permissions: join(partner.t.folder, 'none.json') };
  await assert.rejects(planConsents(options, aTerminal()), { code: 'usage' });
});
