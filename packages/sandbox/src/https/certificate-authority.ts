import 'reflect-metadata'; // @peculiar/x509 needs it
import { KeyObject, randomBytes } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { JsonGeneralName } from '@peculiar/x509';
import { loopbackConstraints } from './name-constraints.ts';

/** A certificate and its private key, both PEM. */
export interface ServerCertificate {
  cert: string;
  key: string;
}

/** A certificate authority for loopback names. Its key is random, lives in memory and dies with the process. */
export interface CertificateAuthority {
  /** The authority's own certificate, PEM: what a client must trust. */
  readonly certificate: string;
  /**
   * Issues a certificate for a name below `localhost`.
   *
   * @throws TypeError for any other name
   */
  issue(name: string): Promise<ServerCertificate>;
  /** Issues a certificate for `localhost` and the loopback addresses. */
  issueLoopback(): Promise<ServerCertificate>;
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const LIFE_MS = 24 * 60 * 60_000;
/** A client whose clock is a little late must not refuse. */
const EARLY_MS = 5 * 60_000;
const NAME_BELOW_LOCALHOST = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+localhost$/;

/**
 * Makes a certificate authority that lives for a day.
 *
 * @param now the machine's time, epoch milliseconds: clients know nothing of the sandbox's clock
 */
export async function createCertificateAuthority(now = Date.now()): Promise<CertificateAuthority> {
  const [keys, serverKeys] = await Promise.all([createKeys(), createKeys()]);
  const validity = { notBefore: new Date(now - EARLY_MS), notAfter: new Date(now - EARLY_MS + LIFE_MS) };
  const name = `CN=Sandbox CA ${randomBytes(4).toString('hex')}, O=Sandbox - not Microsoft`;
  const root = await X509CertificateGenerator.createSelfSigned({
    serialNumber: createSerialNumber(),
    name,
    ...validity,
    signingAlgorithm: ECDSA,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      loopbackConstraints(),
    ],
  });
  const key = KeyObject.from(serverKeys.privateKey).export({ type: 'pkcs8', format: 'pem' });

  async function issueFor(names: JsonGeneralName[]): Promise<ServerCertificate> {
    const leaf = await X509CertificateGenerator.create({
      serialNumber: createSerialNumber(),
      subject: `CN=${names[0]?.value ?? ''}`,
      issuer: name,
      ...validity,
      signingAlgorithm: ECDSA,
      publicKey: serverKeys.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(names),
        await SubjectKeyIdentifierExtension.create(serverKeys.publicKey),
        await AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return { cert: `${leaf.toString('pem')}\n`, key };
  }

  return {
    certificate: `${root.toString('pem')}\n`,
    issue: (serverName) => {
      if (!NAME_BELOW_LOCALHOST.test(serverName))
        throw new TypeError(`the sandbox issues no certificate for ${serverName}`);
      return issueFor([{ type: 'dns', value: serverName }]);
    },
    issueLoopback: () =>
      issueFor([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
  };
}

function createKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
}

/** Sixteen random bytes, positive. */
function createSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
