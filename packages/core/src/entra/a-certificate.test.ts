import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { test } from 'node:test';

export interface ACertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Builds a self-signed certificate, as Node can read but not make them. */
export function aCertificate({
  commonName = 'localhost',
  dnsNames = ['localhost', 'login.localhost'],
  validFrom = Date.now() - 86_400_000,
  validTo = Date.now() + 86_400_000,
  modulusLength = 2048,
} = {}): ACertificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
  const name = sequence(set(sequence(oid('550403'), text(commonName))));
  const toBeSigned = sequence(
    tagged(0, integer(2)),
    integer(1),
    sha256WithRsa(),
    name,
    sequence(utcTime(validFrom), utcTime(validTo)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(sequence(oid('551d11'), octets(sequence(...dnsNames.map(dnsName)))))),
  );
  return { certificate: pem(toBeSigned, privateKey), privateKey: exportKey(privateKey) };
}

function pem(toBeSigned: Buffer, privateKey: KeyObject): string {
  const signature = sign('sha256', toBeSigned, privateKey);
  const der = sequence(toBeSigned, sha256WithRsa(), element(0x03, Buffer.from([0]), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function exportKey(privateKey: KeyObject): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' });
}

function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? [body.length] : [0x82, Math.floor(body.length / 256), body.length % 256];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: readonly Buffer[]) => element(0x30, ...content);
const set = (...content: readonly Buffer[]) => element(0x31, ...content);
const tagged = (number: number, content: Buffer) => element(0xa0 + number, content);
const integer = (value: number) => element(0x02, Buffer.from([value]));
const oid = (hex: string) => element(0x06, Buffer.from(hex, 'hex'));
const text = (value: string) => element(0x0c, Buffer.from(value));
const octets = (content: Buffer) => element(0x04, content);
const dnsName = (value: string) => element(0x82, Buffer.from(value));
const sha256WithRsa = () => sequence(oid('2a864886f70d01010b'), element(0x05));
const utcTime = (instant: number) =>
  element(0x17, Buffer.from(`${new Date(instant).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));

test('a certificate for tests is one that Node reads and whose key fits', () => {
  const { certificate, privateKey } = aCertificate();
  const read = new X509Certificate(certificate);
  assert.equal(read.subject, 'CN=localhost');
  assert.equal(read.subjectAltName, 'DNS:localhost, DNS:login.localhost');
  assert.ok(read.verify(read.publicKey));
  assert.ok(privateKey.startsWith('-----BEGIN PRIVATE KEY-----'));
});
