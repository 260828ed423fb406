import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partnerTwo } from '../../server/test/a-broker.ts';
import { aListeningBroker } from '../../server/test/a-listening-broker.ts';
import { asReseller } from '../../server/test/a-reseller.ts';
import { invite } from '../src/commands/invite.ts';
import { anOutput } from './a-data-folder.ts';

test('one command makes the link by which a reseller approves, and another the one by which it connects', async () => {
  await using broker = await aListeningBroker({ world: asReseller });
  const { t, url: at } = broker;
  const options = { url: at, keyFile: t.broker.store.operatorKeyFile, partner: partnerTwo };
  const linkOf = async (change: object): Promise<string> => {
    const made = anOutput();
    await invite({ ...options, partnerKind: 'indirect-reseller', ...change }, made);
    return (made.results[0] as { url: string }).url;
  };
  const approved = await t.connect(await linkOf({ approve: true }), t.user('admin', partnerTwo));
  assert.equal(approved.status, 200, approved.text);
  const connected = await t.connect(await linkOf({}), t.user('service', partnerTwo));
  assert.equal(connected.status, 200, connected.text);
  assert.ok(
    t.sandbox.world.consents
      .filter(({ tenantId }) => tenantId === partnerTwo)
      .every(({ resource }) => resource === 'https://graph.microsoft.com'),
  );
});
