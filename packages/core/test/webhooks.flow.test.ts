import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld, type WebhookDefect } from '@consentry/sandbox';
import { aPartner } from '../../sandbox/test/a-partner.ts';
import { createApis } from '../src/apis/apis.ts';
import {
  createWebhookReader,
  type WebhookReader,
} from '../src/apis/partner-center/webhooks/create-webhook-reader.ts';
import type { WebhookEvent } from '../src/apis/partner-center/webhooks/webhook-event.ts';
import { ConsentryError } from '../src/errors.ts';
import { readTenantId } from '../src/ids.ts';
import { systemRandom } from '../src/node/system.ts';
import { Secret } from '../src/secret.ts';
import { fetchFrom } from './a-key-vault.ts';
import { aTimer } from './an-api.ts';

/** A program that registered for events at Partner Center, and answers them as it should. */
async function aReceiver({ hasOwnHeader = false } = {}) {
  const events: WebhookEvent[] = [];
  const refusals: string[] = [];
  const first = Promise.withResolvers<WebhookEvent>();
  let reader: WebhookReader | undefined;
  const deliver = async (request: Request): Promise<Response> => {
    try {
      const rawBody = new Uint8Array(await request.arrayBuffer());
      const event = await reader?.read({ headers: Object.fromEntries(request.headers), rawBody });
      if (event !== undefined) {
        events.push(event);
        first.resolve(event);
      }
      return new Response();
    } catch (error) {
      if (!(error instanceof ConsentryError)) throw error;
      refusals.push(String(error.facts['reason']));
      return new Response(undefined, {
        status: error.code === 'webhook_replayed' ? 200 : error.entry.status,
      });
    }
  };
  const { client, token } = await aPartner(defaultWorld(), Date, 'service', { deliver });
  const { sandbox } = client;
  const fetch = fetchFrom(sandbox);
  const baseUrl = sandbox.origins.partnerCenter;
  reader = createWebhookReader({
    fetch,
    clock: sandbox.clock,
    roots: [await sandbox.control.webhookRoot()],
    certificateFolder: `${baseUrl}/cert/`,
  });
  const apis = createApis({ fetch, timer: aTimer(), random: systemRandom }, () => async () => ({
    value: Secret.of(token),
    baseUrl,
  }));
  const partnerCenter = apis.partnerCenter({ partner: readTenantId(DEFAULT_TENANTS.partnerOne) });
  const registration = await partnerCenter.registerWebhook({
    body: {
      WebhookUrl: 'https://receiver.example/webhooks',
      WebhookEvents: ['test-created', 'subscription-updated'],
      ...(hasOwnHeader && { SignatureTokenToMsSignatureHeader: true }),
    },
  });
  return {
    control: sandbox.control,
    events,
    firstEvent: first.promise,
    refusals,
    partnerCenter,
    registration,
  };
}

for (const hasOwnHeader of [false, true]) {
  test(`registers, and reads what Partner Center sends${hasOwnHeader ? ' with the signature in its own header' : ''}`, async () => {
    const { control, events, registration, partnerCenter } = await aReceiver({ hasOwnHeader });
    assert.deepEqual(registration.WebhookEvents, ['test-created', 'subscription-updated']);
    assert.ok((await Array.fromAsync(partnerCenter.webhookEvents())).includes('subscription-updated'));
    assert.equal((await control.sendWebhook({ event: 'subscription-updated' })).status, 200);
    assert.deepEqual(
      events.map(({ name, resourceName }) => [name, resourceName]),
      [['subscription-updated', 'subscription']],
    );
  });
}

test('asks for a test event, gets it, and sees that it arrived', async () => {
  const { partnerCenter, firstEvent } = await aReceiver();
  const { correlationId } = await partnerCenter.testWebhook();
  // It is sent behind the answer.
  assert.equal((await firstEvent).name, 'test-created');
  const status = await partnerCenter.webhookTestStatus(correlationId);
  assert.equal(status.correlationId, correlationId);
});

const defects: Readonly<Record<WebhookDefect, string>> = {
  'wrong-signature': 'signature',
  'no-signature': 'header_missing',
  'other-algorithm': 'algorithm',
  'expired-certificate': 'certificate_validity',
  'other-subject': 'certificate_organisation',
  'other-root': 'certificate_chain',
  'certificate-elsewhere': 'certificate_url',
};

for (const [defect, reason] of Object.entries(defects) as [WebhookDefect, string][]) {
  test(`refuses an event with ${defect}, and reads the next one`, async () => {
    const { control, events, refusals } = await aReceiver();
    assert.equal((await control.sendWebhook({ event: 'test-created', defect })).status, 401);
    assert.deepEqual([events.length, refusals], [0, [reason]]);
    assert.equal((await control.sendWebhook({ event: 'test-created' })).status, 200);
    assert.equal(events.length, 1);
  });
}

test('handles an event once, however often it is sent', async () => {
  const { control, events, refusals } = await aReceiver();
  const { id } = await control.sendWebhook({ event: 'test-created' });
  assert.equal((await control.replayWebhook(id)).status, 200);
  control.moveClock(8 * 86_400_000);
  assert.equal((await control.replayWebhook(id)).status, 200);
  assert.deepEqual([events.length, refusals], [1, ['known', 'too_old']]);
});

test('reads events after the certificate was renewed at its address', async () => {
  const { control, events } = await aReceiver();
  await control.sendWebhook({ event: 'test-created' });
  control.moveClock(360 * 86_400_000);
  assert.equal((await control.sendWebhook({ event: 'test-created' })).status, 200);
  assert.equal(events.length, 2);
});
