import 'reflect-metadata'; // @peculiar/x509 needs it
import { sign } from 'node:crypto';
import { BasicConstraintsExtension, type X509Certificate, X509CertificateGenerator } from '@peculiar/x509';
import type { WebhookDelivery } from '../src/apis/partner-center/webhooks/read-delivery.ts';
import { noon } from './builders.ts';

const ec = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rsa = (modulusLength: number) => ({
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength,
});
const yearMs = 365 * 86_400_000;

export interface Authority {
  readonly pem: string;
  readonly certificate: X509Certificate;
  readonly keys: CryptoKeyPair;
}

export interface Signer extends Authority {
  readonly der: Uint8Array;
}

interface CertificateWishes {
  readonly name?: string;
  readonly issuer?: Authority;
  readonly isAuthority?: boolean;
  readonly bits?: number;
  /** Epoch milliseconds. */
  readonly from?: number;
  readonly to?: number;
}

/** A certificate of an authority, or of a signer, for as long as is wished. Two years around noon unless told otherwise. */
export async function aSigner(wishes: CertificateWishes = {}): Promise<Signer> {
  const {
    name = 'CN=dispatch, O=Microsoft Corporation, C=US',
    issuer,
    isAuthority = false,
    bits = 2048,
  } = wishes;
  const { from = noon - yearMs, to = noon + yearMs } = wishes;
  const algorithm = isAuthority ? ec : rsa(bits);
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject: name,
    issuer: issuer?.certificate.subject ?? name,
    publicKey: keys.publicKey,
    signingKey: issuer?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: issuer === undefined ? algorithm : ec,
    notBefore: new Date(from),
    notAfter: new Date(to),
    extensions: [new BasicConstraintsExtension(isAuthority, undefined, true)],
  });
  return { certificate, keys, pem: certificate.toString('pem'), der: new Uint8Array(certificate.rawData) };
}

export const anAuthority = (name: string, issuer?: Authority): Promise<Signer> =>
  aSigner({ name: `CN=${name}`, isAuthority: true, ...(issuer && { issuer }) });

/** What Partner Center would send at noon, with the fields that are wished. */
export const anEvent = (fields: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    EventName: 'test-created',
    ResourceUri: 'http://api.partnercenter.microsoft.com/webhooks/v1/registration/validationEvents/1',
    ResourceName: 'test',
    AuditUri: null,
    ResourceChangeUtcDate: '2026-11-20T11:59:00.3520276+00:00',
    ...fields,
  });

/** A delivery as Partner Center signs it. */
export async function aDelivery(
  { keys }: Signer,
  certificateUrl: string,
  body: string | Uint8Array = anEvent(),
): Promise<WebhookDelivery & { readonly headers: Record<string, string> }> {
  const rawBody = Buffer.from(body);
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const signature = sign('sha256', rawBody, { key, format: 'der', type: 'pkcs8' }).toString('base64');
  return {
    rawBody,
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Signature ${signature}`,
      'X-MS-Certificate-Url': certificateUrl,
      'X-MS-Signature-Algorithm': 'rsa-sha256',
    },
  };
}
