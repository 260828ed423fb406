import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Signer, aDelivery, anAuthority, anEvent, aSigner } from '../../../../test/a-webhook-sender.ts';
import { aClock, errorOf, noon } from '../../../../test/builders.ts';
import { type Fetch, type IncomingAnswer, TransportError } from '../../../ports.ts';
import {
  createWebhookReader,
  type WebhookReaderInput,
  webhookCertificateFolder,
} from './create-webhook-reader.ts';

const certificateUrl = `${webhookCertificateFolder}dispatch.cer`;
const root = await anAuthority('Root');
const between = await anAuthority('Between', root);
const signer = await aSigner({ issuer: between });

const answer = (body: Uint8Array | string, status = 200): IncomingAnswer => ({
  status,
  headers: {},
  body: Buffer.from(body),
});

/** A reader, and the host of the certificates, which can be changed. */
function aReader(wishes: Partial<WebhookReaderInput> & { readonly served?: Uint8Array | string } = {}) {
  const { served = signer.der, ...input } = wishes;
  const clock = aClock();
  const asked: string[] = [];
  const host = { answer: async (): Promise<IncomingAnswer> => answer(served) };
  const fetch: Fetch = async ({ url }) => {
    asked.push(url);
    return host.answer();
  };
  const trust = { roots: [root.pem], intermediates: [between.pem] };
  return { clock, asked, host, ...createWebhookReader({ fetch, clock, ...trust, ...input }) };
}

/** Reads what a signer sent. */
async function read(by: Signer, wishes: Parameters<typeof aReader>[0] = {}) {
  return aReader({ served: by.der, ...wishes }).read(await aDelivery(by, certificateUrl));
}

const refused = (reason: string) => (error: unknown) => {
  assert.ok(error instanceof Error);
  const { code, facts } = error as Error & { code?: unknown; facts?: Record<string, unknown> };
  assert.deepEqual([code, facts?.['reason']], ['webhook_refused', reason]);
  return true;
};

test('reads an event that Partner Center signed', async () => {
  const { fields, ...event } = await read(signer);
  assert.deepEqual(event, {
    name: 'test-created',
    resourceName: 'test',
    resourceUri: 'http://api.partnercenter.microsoft.com/webhooks/v1/registration/validationEvents/1',
    auditUri: undefined,
    changedAt: noon - 60_000 + 352,
  });
  assert.equal(fields['EventName'], 'test-created');
});

test('takes the signature from x-ms-signature where that is registered', async () => {
  const { rawBody, headers } = await aDelivery(signer, certificateUrl);
  const { Authorization: signature, ...rest } = headers;
  const moved = { ...rest, authorization: 'Basic abc', 'x-ms-signature': signature };
  assert.equal((await aReader().read({ rawBody, headers: moved })).name, 'test-created');
});

test('reads the certificates between from the file of the certificate', async () => {
  const served = `${signer.pem}\n${between.pem}\n`;
  assert.equal((await read(signer, { served, intermediates: [] })).name, 'test-created');
});

test('reads either spelling of the address of the audit, and keeps what it does not know', async () => {
  const body = anEvent({ AuditUri: undefined, AuditUrl: 'https://a.example/audit', Extra: 1 });
  const event = await aReader().read(await aDelivery(signer, certificateUrl, body));
  assert.deepEqual([event.auditUri, event.fields['Extra']], ['https://a.example/audit', 1]);
});

for (const url of [
  'http://3psostorageacct.blob.core.windows.net/cert/dispatch.cer',
  'https://evil.example/cert/dispatch.cer',
  'https://evil.blob.core.windows.net/cert/dispatch.cer',
  'https://3psostorageacct.blob.core.windows.net.evil.example/cert/dispatch.cer',
  'https://3psostorageacct.blob.core.windows.net@evil.example/cert/dispatch.cer',
  'https://user:password@3psostorageacct.blob.core.windows.net/cert/dispatch.cer',
  'https://3psostorageacct.blob.core.windows.net:8443/cert/dispatch.cer',
  'https://3psostorageacct.blob.core.windows.net/other/dispatch.cer',
  'https://3psostorageacct.blob.core.windows.net/cert/../other/dispatch.cer',
  'https://3psostorageacct.blob.core.windows.net/cert/%2e%2e/other/dispatch.cer',
  'https://3psostorageacct.blob.core.windows.net/cert/..\\other\\dispatch.cer',
  'https://3psostorageacct.blob.core.windows.net/cert/sub/dispatch.cer',
  'https://3psostorageacct.blob.core.windows.net/cert/dispatch.cer?sig=1',
  'https://3psostorageacct.blob.core.windows.net/cert/dispatch.cer#.cer',
  'https://3psostorageacct.blob.core.windows.net/cert/dispatch',
  'HTTPS://3PSOSTORAGEACCT.BLOB.CORE.WINDOWS.NET/cert/dispatch.cer',
  ' https://3psostorageacct.blob.core.windows.net/cert/dispatch.cer',
  'file:///etc/passwd',
  'not an address',
]) {
  test(`asks nothing of ${url}`, async () => {
    const reader = aReader();
    await assert.rejects(reader.read(await aDelivery(signer, url)), refused('certificate_url'));
    assert.deepEqual(reader.asked, []);
  });
}

for (const folder of [
  'http://a.example/cert/',
  'https://a.example/cert',
  'https://u:p@a.example/cert/',
  'https://a.example/cert/?x/',
  'https://*.example',
  'cert/',
]) {
  test(`refuses the folder ${folder} when it is made`, () => {
    assert.throws(() => aReader({ certificateFolder: folder }), TypeError);
  });
}

test('refuses to be made without roots', () => {
  assert.throws(() => aReader({ roots: [] }), TypeError);
});

for (const [header, reason] of [
  ['Authorization', 'header_missing'],
  ['X-MS-Certificate-Url', 'header_missing'],
  ['X-MS-Signature-Algorithm', 'header_missing'],
] as const) {
  test(`refuses a delivery without ${header}`, async () => {
    const { rawBody, headers } = await aDelivery(signer, certificateUrl);
    await assert.rejects(
      aReader().read({ rawBody, headers: { ...headers, [header]: undefined } }),
      refused(reason),
    );
  });
}

for (const [name, value] of [
  ['authorization', 'Signature other'],
  ['x-ms-certificate-url', 'https://evil.example/cert/dispatch.cer'],
]) {
  test(`refuses a second ${name} beside the first`, async () => {
    const { rawBody, headers } = await aDelivery(signer, certificateUrl);
    await assert.rejects(
      aReader().read({ rawBody, headers: { ...headers, [name ?? '']: value } }),
      refused('header_twice'),
    );
  });
}

for (const algorithm of ['none', 'rsa-sha1', 'rsa-md5', 'hmac-sha256', 'rsa-sha256, none', 'sha256']) {
  test(`refuses the algorithm ${algorithm}`, async () => {
    const { rawBody, headers } = await aDelivery(signer, certificateUrl);
    const other = { ...headers, 'X-MS-Signature-Algorithm': algorithm };
    await assert.rejects(aReader().read({ rawBody, headers: other }), refused('algorithm'));
  });
}

for (const signature of [
  '',
  'Signature',
  'Signature AAAA',
  'Bearer token',
  'Signature not base64!',
  `Signature ${'A'.repeat(400)}!`,
]) {
  test(`refuses the signature ${JSON.stringify(signature.slice(0, 24))}`, async () => {
    const { rawBody, headers } = await aDelivery(signer, certificateUrl);
    const { code } = await errorOf(() =>
      aReader().read({ rawBody, headers: { ...headers, Authorization: signature } }),
    );
    assert.equal(code, 'webhook_refused');
  });
}

test('refuses a body of which a byte was changed, and one that was cut', async () => {
  const { rawBody, headers } = await aDelivery(signer, certificateUrl);
  const changed = Buffer.from(rawBody.toString().replace('test-created', 'test-creates'));
  for (const body of [
    changed,
    rawBody.subarray(0, -1),
    Buffer.concat([rawBody, Buffer.from(' ')]),
    Buffer.alloc(0),
  ]) {
    await assert.rejects(aReader().read({ rawBody: body, headers }), refused('signature'));
  }
});

test('refuses a body that weighs more than 64 KiB before it looks at anything else', async () => {
  const reader = aReader();
  const delivery = await aDelivery(signer, certificateUrl, anEvent({ Extra: 'x'.repeat(65_536) }));
  await assert.rejects(reader.read(delivery), { code: 'body_too_large' });
  assert.deepEqual(reader.asked, []);
});

test('refuses the signature of somebody else’s key over the same body', async () => {
  const other = await aSigner({ issuer: between });
  const delivery = await aDelivery(other, certificateUrl);
  await assert.rejects(aReader().read(delivery), refused('signature'));
});

for (const [what, wishes, reason] of [
  ['of another organisation', { name: 'CN=dispatch, O=Fabrikam' }, 'certificate_organisation'],
  ['without an organisation', { name: 'CN=O=Microsoft Corporation' }, 'certificate_organisation'],
  [
    'whose organisation only begins alike',
    { name: 'CN=a, O=Microsoft Corporation Ltd' },
    'certificate_organisation',
  ],
  ['of two organisations', { name: 'CN=a, O=Microsoft Corporation, O=Fabrikam' }, 'certificate_organisation'],
  ['that has expired', { to: noon - 1 }, 'certificate_validity'],
  ['that is not valid yet', { from: noon + 60_000 }, 'certificate_validity'],
  ['with a key of 1,024 bits', { bits: 1024 }, 'certificate_key'],
] as const) {
  test(`refuses a certificate ${what}`, async () => {
    await assert.rejects(read(await aSigner({ issuer: between, ...wishes })), (error) =>
      // A key this small cannot fill the signature that is asked for.
      reason === 'certificate_key' ? refused('signature_form')(error) : refused(reason)(error),
    );
  });
}

test('refuses a small key in the certificate, whatever the signature weighs', async () => {
  const small = await aSigner({ issuer: between, bits: 1024 });
  await assert.rejects(
    aReader({ served: small.der }).read(await aDelivery(signer, certificateUrl)),
    refused('certificate_key'),
  );
});

test('refuses a certificate that signed itself', async () => {
  await assert.rejects(read(await aSigner()), refused('certificate_chain'));
});

test('refuses a chain to a root that is not trusted', async () => {
  const stranger = await anAuthority('Root');
  await assert.rejects(read(await aSigner({ issuer: stranger })), refused('certificate_chain'));
});

test('refuses a chain through a certificate that may issue none', async () => {
  const end = await aSigner({ issuer: between });
  const forged = await aSigner({ issuer: { ...end, certificate: end.certificate, keys: between.keys } });
  await assert.rejects(read(forged, { intermediates: [between.pem, end.pem] }), refused('certificate_chain'));
});

test('refuses the certificate of an authority as that of a signer', async () => {
  const { code } = await errorOf(async () =>
    aReader({ served: between.der }).read(await aDelivery(signer, certificateUrl)),
  );
  assert.equal(code, 'webhook_refused');
});

test('refuses a chain whose middle has expired', async () => {
  const old = await aSigner({ name: 'CN=Old', isAuthority: true, issuer: root, to: noon - 1 });
  await assert.rejects(
    read(await aSigner({ issuer: old }), { intermediates: [old.pem] }),
    refused('certificate_chain'),
  );
});

test('refuses a chain whose middle is missing', async () => {
  await assert.rejects(read(signer, { intermediates: [] }), refused('certificate_chain'));
});

test('refuses what is no certificate', async () => {
  await assert.rejects(read(signer, { served: '<html></html>' }), refused('certificate_form'));
});

for (const status of [301, 302, 307, 404, 500]) {
  test(`follows nothing and asks to be sent again when the certificate answers ${status}`, async () => {
    const reader = aReader();
    reader.host.answer = async () => ({
      ...answer(signer.der, status),
      headers: { location: 'https://evil.example/' },
    });
    const { code, facts } = await errorOf(async () => reader.read(await aDelivery(signer, certificateUrl)));
    assert.deepEqual([code, facts['status'], reader.asked], ['webhook_unproven', status, [certificateUrl]]);
  });
}

test('asks to be sent again when the certificate cannot be reached, and takes it then', async () => {
  const reader = aReader();
  const delivery = await aDelivery(signer, certificateUrl);
  const { answer: works } = reader.host;
  reader.host.answer = async () => {
    throw new TransportError('timeout', { mayHaveArrived: true, message: 'late' });
  };
  await assert.rejects(reader.read(delivery), { code: 'webhook_unproven' });
  reader.host.answer = works;
  assert.equal((await reader.read(delivery)).name, 'test-created');
});

test('refuses an event that it read before, and the same one with its signature written otherwise', async () => {
  const reader = aReader();
  const delivery = await aDelivery(signer, certificateUrl);
  await reader.read(delivery);
  await assert.rejects(reader.read(delivery), { code: 'webhook_replayed' });
  const { Authorization = '', ...rest } = delivery.headers;
  const moved = { ...rest, 'x-ms-signature': Authorization.replace('Signature', 'signature') };
  await assert.rejects(reader.read({ rawBody: delivery.rawBody, headers: moved }), {
    code: 'webhook_replayed',
  });
});

test('reads an event that comes twice at once only once', async () => {
  const reader = aReader();
  const delivery = await aDelivery(signer, certificateUrl);
  const outcomes = await Promise.allSettled([reader.read(delivery), reader.read(delivery)]);
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('takes the next delivery of an event that could not be handled', async () => {
  const reader = aReader();
  const delivery = await aDelivery(signer, certificateUrl);
  await reader.read(delivery);
  reader.forget(delivery);
  assert.equal((await reader.read(delivery)).name, 'test-created');
});

test('what is not proven is not remembered: a forgery keeps no event out', async () => {
  const reader = aReader();
  const delivery = await aDelivery(signer, certificateUrl);
  const forged = { ...delivery.headers, Authorization: `Signature ${'A'.repeat(342)}==` };
  await assert.rejects(reader.read({ ...delivery, headers: forged }), refused('signature'));
  assert.equal((await reader.read(delivery)).name, 'test-created');
});

for (const [date, reason] of [
  ['2026-11-13T11:59:59Z', 'too_old'],
  ['2026-11-20T12:05:01Z', 'from_the_future'],
] as const) {
  test(`refuses an event of ${date} at noon of the 20th`, async () => {
    const body = anEvent({ ResourceChangeUtcDate: date });
    const { code, facts } = await errorOf(async () =>
      aReader().read(await aDelivery(signer, certificateUrl, body)),
    );
    assert.deepEqual([code, facts['reason']], ['webhook_replayed', reason]);
  });
}

test('takes an event two days after the change, as Microsoft sends them', async () => {
  const body = anEvent({ ResourceChangeUtcDate: '2026-11-18T12:00:00Z' });
  assert.equal((await aReader().read(await aDelivery(signer, certificateUrl, body))).name, 'test-created');
});

test('refuses a replay as long as its date would let it in, and by its date from then on', async () => {
  const reader = aReader();
  const delivery = await aDelivery(signer, certificateUrl);
  await reader.read(delivery);
  const reasons: unknown[] = [];
  for (const days of [1, 6.9, 7.1, 30]) {
    reader.clock.at = noon + days * 86_400_000;
    reasons.push((await errorOf(() => reader.read(delivery))).facts['reason']);
  }
  assert.deepEqual(reasons, ['known', 'known', 'too_old', 'too_old']);
});

for (const [what, body] of [
  ['no JSON', 'EventName=test'],
  ['a list', '[]'],
  ['no name', anEvent({ EventName: undefined })],
  ['a name that is a sentence', anEvent({ EventName: 'drop everything now' })],
  ['no date', anEvent({ ResourceChangeUtcDate: undefined })],
  ['a date that is none', anEvent({ ResourceChangeUtcDate: '0001-01-01T00:00:00' })],
  ['an address that is none', anEvent({ ResourceUri: { a: 1 } })],
  ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
] as const) {
  test(`refuses ${what}, even if Partner Center signed it`, async () => {
    await assert.rejects(aReader().read(await aDelivery(signer, certificateUrl, body)), {
      code: 'webhook_unreadable',
    });
  });
}

test('keeps a certificate for an hour, and asks once for many at the same time', async () => {
  const reader = aReader();
  const send = async (index: number) =>
    reader.read(await aDelivery(signer, certificateUrl, anEvent({ Extra: index })));
  await Promise.all([1, 2, 3].map(send));
  reader.clock.at += 59 * 60_000;
  await send(4);
  assert.equal(reader.asked.length, 1);
  reader.clock.at += 2 * 60_000;
  await send(5);
  assert.equal(reader.asked.length, 2);
});

test('takes up a certificate that was replaced at its address', async () => {
  const reader = aReader();
  await reader.read(await aDelivery(signer, certificateUrl));
  const next = await aSigner({ issuer: between });
  reader.host.answer = async () => answer(next.der);
  reader.clock.at += 2 * 60_000;
  const event = await reader.read(await aDelivery(next, certificateUrl, anEvent({ Extra: 1 })));
  assert.equal(event.name, 'test-created');
});

/** Sends deliveries with names of certificates that are not there. */
async function askForMissing(reader: ReturnType<typeof aReader>): Promise<void> {
  for (let index = 0; index < 30; index += 1) {
    const delivery = await aDelivery(signer, `${webhookCertificateFolder}${index}.cer`);
    await assert.rejects(reader.read(delivery), { code: 'webhook_unproven' });
  }
}

test('asks the host of the certificates less than ten times a minute for what is not there, whatever is sent', async () => {
  const reader = aReader();
  reader.host.answer = async () => answer('', 404);
  await askForMissing(reader);
  assert.equal(reader.asked.length, 8);
});

test('whoever makes names up keeps no certificate out that was there before', async () => {
  const reader = aReader();
  const { answer: works } = reader.host;
  await reader.read(await aDelivery(signer, certificateUrl));
  reader.clock.at += 61 * 60_000;
  reader.host.answer = async () => answer('', 404);
  await askForMissing(reader);
  reader.host.answer = works;
  const event = await reader.read(await aDelivery(signer, certificateUrl, anEvent({ Extra: 1 })));
  assert.equal(event.name, 'test-created');
});

test('names the reason, and nothing that was sent', async () => {
  const delivery = await aDelivery(signer, certificateUrl);
  const error = await errorOf(() =>
    aReader().read({
      ...delivery,
      headers: { ...delivery.headers, 'X-MS-Certificate-Url': 'https://evil.example/' },
    }),
  );
  assert.doesNotMatch(
    JSON.stringify([error.message, error.remedy, error.facts]),
    /evil|Signature [A-Za-z0-9]/,
  );
});
