import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { ControlProblems } from '../control/problems.ts';
import type { Origins } from '../origins.ts';
import { findTenant } from '../world/find.ts';
import type { World } from '../world/types.ts';
import { certificatePath } from './certificate-names.ts';
import type { CertificateName } from './certificate-names.ts';
import type { Deliver } from './deliver.ts';
import type { SigningCertificate, WebhookAuthority } from './signing-certificates.ts';
import { certificateFor, writeEvent, writeEventHeaders } from './webhook-event.ts';
import type { WebhookOrder } from './webhook-event.ts';

/** Where a partner wants its events. */
export interface WebhookRegistration {
  subscriberId: string;
  partnerId: string;
  webhookUrl: string;
  webhookEvents: readonly string[];
  /** The signature goes into `x-ms-signature`. */
  signatureTokenToMsSignatureHeader: boolean;
}

/** An event that was sent, as it was sent. */
export interface WebhookDelivery {
  id: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** The receiver's answer; absent when there was none. */
  status?: number;
  /** Why there was none. */
  error?: string;
}

/** The webhooks of Partner Center: who is registered, and the sender. */
export interface Webhooks {
  /** By the partner's tenant. */
  readonly registrations: Map<string, WebhookRegistration>;
  /** The root that the signing certificate chains to, PEM. Made when it is first asked for. */
  root(): Promise<string>;
  /** The certificate at its URL, DER. */
  certificate(name: CertificateName): Promise<Uint8Array>;
  /**
   * Sends one event, once, whether the partner registered for it or not.
   *
   * @param eventId the id in the resource's URI; a new one unless told otherwise
   * @throws ControlProblems when no such partner is registered
   */
  send(order: WebhookOrder, eventId?: string): Promise<WebhookDelivery>;
  /** Sends a delivery again, byte by byte. @throws ControlProblems when it is not among the last hundred */
  replay(deliveryId: string): Promise<WebhookDelivery>;
}

/** What the webhooks work with. */
export interface WebhookParts {
  world: World;
  clock: SandboxClock;
  origins: Origins;
  deliver: Deliver;
}

const MOST_DELIVERIES = 100;
/** The certificate is made again a week before its end, as the real one is renewed: with another serial number, at the same URL. */
const RENEWAL_MS = 358 * 24 * 60 * 60_000;
const DEFAULT_SUBJECT =
  'CN=pcnotifications-dispatch.sandbox.test, O=Microsoft Corporation, L=Redmond, ST=WA, C=US';

/** Creates the webhooks of a sandbox where nobody is registered. */
export function createWebhooks({ world, clock, origins, deliver }: WebhookParts): Webhooks {
  const registrations = new Map<string, WebhookRegistration>();
  const deliveries: WebhookDelivery[] = [];
  const issued = new Map<
    CertificateName,
    { at: number; subject: string; signing: Promise<SigningCertificate> }
  >();
  let authority: Promise<WebhookAuthority> | undefined;

  /** Made where it is needed: most sandboxes send no event. */
  function getAuthority(): Promise<WebhookAuthority> {
    authority ??= import('./signing-certificates.ts').then((module) => module.createWebhookAuthority());
    return authority;
  }

  function getSigning(name: CertificateName): Promise<SigningCertificate> {
    const now = clock.now();
    const subject = world.settings.webhookSubject ?? DEFAULT_SUBJECT;
    const known = issued.get(name);
    if (known?.subject === subject && now >= known.at && now - known.at < RENEWAL_MS) return known.signing;
    const signing = getAuthority().then((own) => own.issue(name, now, subject));
    issued.set(name, { at: now, subject, signing });
    return signing;
  }

  async function post({ url, headers, body }: Omit<WebhookDelivery, 'id'>): Promise<WebhookDelivery> {
    const delivery: WebhookDelivery = { id: randomUUID(), url, headers, body };
    deliveries.push(delivery);
    if (deliveries.length > MOST_DELIVERIES) deliveries.shift();
    try {
      const response = await deliver(new Request(url, { method: 'POST', headers, body }));
      delivery.status = response.status;
      await response.body?.cancel();
    } catch (error) {
      delivery.error = error instanceof Error ? error.message : String(error);
    }
    return { ...delivery };
  }

  return {
    registrations,
    root: async () => (await getAuthority()).root,
    certificate: async (name) => (await getSigning(name)).certificate,
    send: async (order, eventId) => {
      const registration = findRegistration(world, registrations, order.partner);
      const name = certificateFor(order.defect);
      const body = writeEvent(order, origins, clock.now(), eventId);
      const headers = writeEventHeaders(body, {
        signing: await getSigning(name),
        certificateUrl: `${origins.partnerCenter}${certificatePath(name)}`,
        hasOwnHeader: registration.signatureTokenToMsSignatureHeader,
        defect: order.defect,
      });
      return post({ url: registration.webhookUrl, headers, body });
    },
    replay: async (deliveryId) => {
      const delivery = deliveries.find(({ id }) => id === deliveryId);
      if (delivery !== undefined) return post(delivery);
      throw new ControlProblems([{ path: 'delivery', message: 'is not among the last hundred' }]);
    },
  };
}

function findRegistration(
  world: World,
  registrations: ReadonlyMap<string, WebhookRegistration>,
  partner: string | undefined,
): WebhookRegistration {
  const [first] = registrations.values();
  const found = partner === undefined ? first : registrations.get(findTenant(world, partner)?.id ?? '');
  if (found === undefined)
    throw new ControlProblems([{ path: 'partner', message: 'is not registered for events' }]);
  return found;
}
