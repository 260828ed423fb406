import { ConsentryError } from '../../../errors.ts';

/** A request as it came to the address that was registered. */
export interface WebhookDelivery {
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes as they came: what a framework parsed and wrote again has another signature. */
  readonly rawBody: Uint8Array;
}

/** What its headers say of a delivery. Nothing of it is proven. */
export interface ClaimedSignature {
  readonly signature: Uint8Array;
  readonly certificateUrl: string;
}

const maxBodyBytes = 65_536;

/**
 * Reads the headers of a delivery.
 *
 * @throws ConsentryError `body_too_large`; `webhook_refused` for a header that is missing or comes twice, for another algorithm, and
 *   for a signature that is none
 * @see Partner Center REST, "How to authenticate the callback" in "Partner Center webhooks" (2023-10)
 */
export function readDelivery({ headers, rawBody }: WebhookDelivery): ClaimedSignature {
  if (rawBody.byteLength > maxBodyBytes) throw new ConsentryError('body_too_large');
  const algorithm = findHeader(headers, 'x-ms-signature-algorithm');
  const certificateUrl = findHeader(headers, 'x-ms-certificate-url');
  const signature = findHeader(headers, 'x-ms-signature') ?? findHeader(headers, 'authorization');
  if (algorithm === undefined || certificateUrl === undefined || signature === undefined) {
    throw refuse('header_missing');
  }
  // Only what Microsoft sends: an algorithm that the sender may choose is one that an attacker chooses.
  if (algorithm.toLowerCase() !== 'rsa-sha256') throw refuse('algorithm');
  const [, base64 = ''] = /^(?:Signature )?([A-Za-z0-9+/]{342,1366}={0,2})$/i.exec(signature) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < 256 || bytes.toString('base64') !== base64) throw refuse('signature_form');
  return { signature: bytes, certificateUrl };
}

function findHeader(headers: WebhookDelivery['headers'], name: string): string | undefined {
  const found = Object.entries(headers).flatMap(([key, value]) =>
    key.toLowerCase() === name && value !== undefined ? value : [],
  );
  if (found.length > 1) throw refuse('header_twice');
  const [value] = found;
  return value === undefined || value === '' ? undefined : value;
}

/** Why a delivery is not taken for Microsoft's. */
export type WebhookRefusal =
  | 'header_missing'
  | 'header_twice'
  | 'algorithm'
  | 'signature_form'
  | 'certificate_url'
  | 'certificate_form'
  | 'certificate_key'
  | 'certificate_validity'
  | 'certificate_organisation'
  | 'certificate_chain'
  | 'signature';

export function refuse(reason: WebhookRefusal): ConsentryError {
  return new ConsentryError('webhook_refused', { facts: { reason } });
}
