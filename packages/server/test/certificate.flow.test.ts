import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '@consentry/core';
import { aCertificate } from '../../core/test/a-certificate.ts';
import { aBroker, customerA, partnerOne } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

test('connects and redeems with a certificate instead of a secret', async () => {
  const { certificate, privateKey } = await aCertificate({ commonName: 'Example Integration' });
  await using t = await aBroker({
    certificate,
    credential: { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) },
  });
  await t.aConnectedPartner();
  const token = await (await t.aCaller()).call('acquireToken', { body: graph });

  assert.equal(token.tenant, customerA);
  const how = t.sandbox.ledger.tokenRequests().map(({ clientAuthentication }) => clientAuthentication);
  assert.deepEqual(how, ['certificate', 'certificate']);
  const claims = JSON.parse(Buffer.from(token.accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
    appidacr: string;
  };
  assert.equal(claims.appidacr, '2');
});

test('says that our own credential is refused, and blames no grant', async () => {
  const registered = await aCertificate();
  const other = await aCertificate();
  await using t = await aBroker({
    certificate: registered.certificate,
    credential: {
      kind: 'certificate',
      certificate: other.certificate,
      privateKey: Secret.of(other.privateKey),
    },
  });
  const page = await t.connect(await t.invite());
  assert.match(page.html, /<code>client_credential<\/code>/);
  assert.equal(page.status, 502);
  assert.deepEqual((await t.operator.call('listGrants', {})).items, []);
});
