import { createHash, verify, X509Certificate } from 'node:crypto';
import { ConsentryError } from '../../../errors.ts';
import type { Clock, Fetch } from '../../../ports.ts';
import {
  type CertificateSource,
  createCertificateSource,
  type FetchedCertificate,
} from './certificate-source.ts';
import { type CertificateTrust, checkCertificate } from './check-certificate.ts';
import { createDeliveryMemory } from './delivery-memory.ts';
import { type ClaimedSignature, readDelivery, refuse, type WebhookDelivery } from './read-delivery.ts';
import { readWebhookEvent, type WebhookEvent } from './webhook-event.ts';

/**
 * Where Partner Center's certificates lie.
 * @see Partner Center REST, "Receiving events from Partner Center" in "Partner Center webhooks" (2023-10)
 */
export const webhookCertificateFolder = 'https://3psostorageacct.blob.core.windows.net/cert/';

/** What the proof of Partner Center’s deliveries needs. */
export interface WebhookReaderInput {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** The roots that a certificate may chain to, PEM: `systemRoots()` of `@consentry/core/node`, or Microsoft's alone. */
  readonly roots: readonly string[];
  /**
   * Certificates between those and the signer's, PEM. Partner Center's address gives the signer's alone, and no other address is
   * asked, so the issuing authority must be named here.
   */
  readonly intermediates?: readonly string[];
  /** The one folder that certificates are taken from. {@link webhookCertificateFolder} unless told otherwise. */
  readonly certificateFolder?: string;
  /** `Microsoft Corporation` unless told otherwise. */
  readonly organisation?: string;
  /**
   * How long after a change its event may come. A week unless told otherwise: Microsoft names 48 hours, and tries ten times after
   * that.
   */
  readonly windowMs?: number;
}

/** Tells Partner Center's deliveries from everybody else's. */
export interface WebhookReader {
  /**
   * Proves that a delivery is Partner Center's and was not read before. What was read is known to this process alone, and until it
   * ends: who has several of them, or must not act twice after a restart, also keeps what it acted on.
   *
   * @throws ConsentryError `webhook_refused` (not proven to be Partner Center's), `webhook_replayed`, `webhook_unreadable`,
   *   `webhook_unproven` (its certificate cannot be had now: answer 503, and Partner Center comes again), `body_too_large`
   */
  read(delivery: WebhookDelivery): Promise<WebhookEvent>;
  /** Takes the next delivery of what was read but could not be handled. */
  forget(delivery: Pick<WebhookDelivery, 'rawBody'>): void;
}

const weekMs = 7 * 24 * 60 * 60 * 1000;
const mostAheadMs = 5 * 60 * 1000;
const mostDeliveries = 100_000;

/**
 * Reads the webhooks of Partner Center, which anybody can send to an address that is public.
 *
 * @throws TypeError without roots, or for a folder that is no exact https address
 * @see Partner Center REST, "Partner Center webhooks" (2023-10)
 */
export function createWebhookReader(input: WebhookReaderInput): WebhookReader {
  const { fetch, clock, windowMs = weekMs } = input;
  const trust = readTrust(input);
  const folder = input.certificateFolder ?? webhookCertificateFolder;
  const certificates = createCertificateSource({ fetch, clock, folder });
  const memory = createDeliveryMemory(mostDeliveries, windowMs + mostAheadMs);
  return {
    async read(delivery) {
      const claimed = readDelivery(delivery);
      await prove(certificates, trust, clock, claimed, delivery.rawBody);
      const event = readWebhookEvent(delivery.rawBody);
      const now = clock.now();
      if (event.changedAt > now + mostAheadMs) throw replayed('from_the_future', event);
      if (event.changedAt < now - windowMs) throw replayed('too_old', event);
      if (!memory.add(idOf(delivery), event.changedAt, now)) throw replayed('known', event);
      return event;
    },
    forget(delivery) {
      memory.forget(idOf(delivery));
    },
  };
}

function readTrust({
  roots,
  intermediates = [],
  organisation = 'Microsoft Corporation',
}: WebhookReaderInput) {
  if (roots.length === 0) throw new TypeError('a webhook reader needs the roots that it trusts');
  const read = (all: readonly string[]): X509Certificate[] => all.map((pem) => new X509Certificate(pem));
  return { roots: read(roots), intermediates: read(intermediates), organisation };
}

/** A certificate that was replaced at its address is fetched again once: what was kept may be its predecessor. */
async function prove(
  certificates: CertificateSource,
  trust: CertificateTrust,
  clock: Clock,
  claimed: ClaimedSignature,
  body: Uint8Array,
): Promise<void> {
  const first = await certificates.get(claimed.certificateUrl);
  try {
    check(first, trust, clock, claimed, body);
  } catch (error) {
    if (first.fetchedAt > clock.now() - 60_000) throw error;
    check(await certificates.get(claimed.certificateUrl, first.fetchedAt), trust, clock, claimed, body);
  }
}

function check(
  { leaf, others }: FetchedCertificate,
  trust: CertificateTrust,
  clock: Clock,
  { signature }: ClaimedSignature,
  body: Uint8Array,
): void {
  checkCertificate(leaf, { ...trust, intermediates: [...trust.intermediates, ...others] }, clock.now());
  if (!verify('sha256', body, leaf.publicKey, signature)) throw refuse('signature');
}

/**
 * The bytes that were signed: they hold the instant of the change to a ten-millionth of a second, and a signature over them can be
 * written in more than one way.
 */
function idOf({ rawBody }: Pick<WebhookDelivery, 'rawBody'>): string {
  return createHash('sha256').update(rawBody).digest('base64url');
}

function replayed(reason: string, { name, changedAt }: WebhookEvent): ConsentryError {
  return new ConsentryError('webhook_replayed', { facts: { reason, event: name, changedAt } });
}
