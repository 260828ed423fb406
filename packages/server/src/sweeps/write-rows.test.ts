import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemRows, readTenantId, type Row } from '@consentry/core';
import { writeCsv, writeNdjson } from './write-rows.ts';

const partner = readTenantId('11111111-1111-4111-8111-111111111111');
const customer = readTenantId('22222222-2222-4222-8222-222222222222');

/** What was found at one customer. */
const found = (...rows: Row[]) =>
  async function* (): AsyncGenerator<ItemRows> {
    yield { partner, customer, customerName: 'Contoso', rows };
  };

async function textOf(lines: AsyncGenerator<string>): Promise<string> {
  return (await Array.fromAsync(lines)).join('');
}

test('says whose a row is, whatever the row itself says of that', async () => {
  const row = { partner: 'x', customer: 'y', customerName: 'z', DeviceName: 'd' };
  const line = JSON.stringify({ partner, customer, customerName: 'Contoso', DeviceName: 'd' });
  assert.equal(await textOf(writeNdjson(found(row))), `${line}\n`);
  const [header, cells] = (await textOf(writeCsv(found(row)))).split('\r\n');
  assert.equal(header, 'partner,customer,customerName,DeviceName');
  assert.equal(cells, `${partner},${customer},Contoso,d`);
});

test('leaves a cell empty where a row has no such column, whatever its name', async () => {
  const [, , second] = (await textOf(writeCsv(found({ toString: 'a', b: 1 }, { b: 2 })))).split('\r\n');
  assert.equal(second, `${partner},${customer},Contoso,,2`);
});

for (const begin of ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
  test(`makes a text inert that begins with ${JSON.stringify(begin)}, and so the name of a column`, async () => {
    const text = await textOf(writeCsv(found({ [`${begin}1`]: `${begin}1` })));
    assert.equal(text.split(`'${begin}1`).length, 3);
  });
}
