import { constants, randomBytes, randomUUID, sign } from 'node:crypto';
import type { Origins } from '../origins.ts';
import { WEBHOOK_EVENTS } from './event-names.ts';
import type { CertificateName } from './certificate-names.ts';
import type { SigningCertificate } from './signing-certificates.ts';

/** What is wrong with an event that a test orders. */
export type WebhookDefect =
  /** The signature is of another body. */
  | 'wrong-signature'
  /** There is none. */
  | 'no-signature'
  /** `rsa-sha1`, and rightly signed so. */
  | 'other-algorithm'
  /** The certificate's last day is over. */
  | 'expired-certificate'
  /** The certificate's organisation is another. */
  | 'other-subject'
  /** The certificate is of a root that nobody trusts, with the right names. */
  | 'other-root'
  /** The certificate is said to be on another host. */
  | 'certificate-elsewhere';

/** An event that a test wants sent. */
export interface WebhookOrder {
  /** One of `GET /webhooks/v1/registration/events`. */
  event: string;
  /** Id or domain of the partner; the first that registered unless told otherwise. */
  partner?: string;
  /** As Partner Center would write it, unless told otherwise. */
  resourceUri?: string;
  auditUri?: string;
  defect?: WebhookDefect;
}

/** The certificate that a defect wants. */
export function certificateFor(defect: WebhookDefect | undefined): CertificateName {
  if (defect === 'expired-certificate') return 'expired';
  return defect === 'other-subject' || defect === 'other-root' ? defect : 'current';
}

/** Writes the body of an event. The names and their order are Microsoft's. */
export function writeEvent(
  order: WebhookOrder,
  origins: Origins,
  now: number,
  id: string = randomUUID(),
): string {
  const { resourceName = '', path = null } = WEBHOOK_EVENTS[order.event] ?? {};
  const uri = path === null ? null : `${origins.partnerCenter}${path.replaceAll('{id}', id)}`;
  return JSON.stringify({
    EventName: order.event,
    ResourceUri: order.resourceUri ?? uri,
    ResourceName: resourceName,
    AuditUri: order.auditUri ?? null,
    ResourceChangeUtcDate: new Date(now).toISOString().replace('Z', '0000+00:00'),
  });
}

/** What the headers of an event are made of. */
export interface EventSigning {
  signing: SigningCertificate;
  certificateUrl: string;
  /** The signature goes into `x-ms-signature`, and not into `Authorization`. */
  hasOwnHeader: boolean;
  defect: WebhookDefect | undefined;
}

/** Signs a body, and writes the headers that come with it. */
export function writeEventHeaders(
  body: string,
  { signing, certificateUrl, hasOwnHeader, defect }: EventSigning,
): Record<string, string> {
  const digest = defect === 'other-algorithm' ? 'sha1' : 'sha256';
  const signed = Buffer.from(defect === 'wrong-signature' ? body + randomBytes(4).toString('hex') : body);
  const key = { key: signing.privateKey, padding: constants.RSA_PKCS1_PADDING };
  const signature = `Signature ${sign(digest, signed, key).toString('base64')}`;
  return {
    'content-type': 'application/json; charset=utf-8',
    ...(defect === 'no-signature' ? {} : { [hasOwnHeader ? 'x-ms-signature' : 'authorization']: signature }),
    'x-ms-certificate-url':
      defect === 'certificate-elsewhere'
        ? `https://elsewhere.example${new URL(certificateUrl).pathname}`
        : certificateUrl,
    'x-ms-signature-algorithm': `rsa-${digest}`,
  };
}
