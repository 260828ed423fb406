import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import {
  checkCertificate,
  ConsentryError,
  readWantedCertificate,
  Secret,
  type WantedCertificate,
} from '@consentry/core';
import { type KeyPairFiles, requireTwo, writeNewKeyPair } from '../new-key-pair.ts';
import { shownPath } from '../terminal/shown-path.ts';

/** Options that choose the certificate. None: a registration is compared, or added to, without one. */
export interface CertificateOptions {
  /** A file with a certificate whose key somebody has. */
  readonly certificate?: string;
  /** Where a key of our making goes, and its certificate. */
  readonly keyOut?: string;
  readonly certificateOut?: string;
}

/** What a certificate of our making is to be. */
export interface CertificateWish {
  readonly commonName: string;
  readonly lifetimeMs: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A certificate for the registration, and where its key is. */
export interface ChosenCertificate {
  readonly certificate: WantedCertificate;
  /** Undefined: the key is where `--certificate` came from. */
  readonly files: KeyPairFiles | undefined;
  /** True where it was made in this run, and `write` has not written it yet. */
  readonly isNew: boolean;
  /** Writes what is new. @throws ConsentryError `usage` */
  write(): Promise<void>;
}

const mostBytes = 64 * 1024;

/**
 * Chooses the certificate: the one that is given, or that of the two files, which an earlier run wrote, or a new one, which is
 * written when the plan is carried out and not before.
 *
 * @returns undefined where none is asked for
 * @throws ConsentryError `usage`, `invalid_request`
 */
export async function chooseCertificate(
  options: CertificateOptions,
  wish: CertificateWish,
): Promise<ChosenCertificate | undefined> {
  const { certificate, keyOut } = options;
  if (certificate !== undefined && keyOut !== undefined) {
    throw new ConsentryError('usage', {
      message: '--certificate and --key-out were both given.',
      remedy: 'Give --certificate for a certificate that there is, --key-out for a new one.',
    });
  }
  if (certificate !== undefined) {
    const text = await findText(certificate);
    if (text === undefined) throw unusable(certificate);
    const nothing = { files: undefined, isNew: false, write: async () => undefined };
    return { certificate: readWantedCertificate(text), ...nothing };
  }
  return keyOut === undefined ? undefined : keepOrMake(filesOf(keyOut, options.certificateOut), wish);
}

function filesOf(privateKeyFile: string, certificateOut: string | undefined): KeyPairFiles {
  const stem = privateKeyFile.slice(0, privateKeyFile.length - extname(privateKeyFile).length);
  const certificateFile = certificateOut ?? `${stem}.pem`;
  const files = { certificateFile, privateKeyFile };
  requireTwo(files);
  return files;
}

async function keepOrMake(files: KeyPairFiles, wish: CertificateWish): Promise<ChosenCertificate> {
  const [key, pem] = [await findText(files.privateKeyFile), await findText(files.certificateFile)];
  if (key !== undefined && pem !== undefined) {
    const reading = checkCertificate({ certificate: pem, privateKey: Secret.of(key) }, wish.now);
    if (!reading.ok) throw strangers(files);
    return { certificate: readWantedCertificate(pem), files, isNew: false, write: async () => undefined };
  }
  if (key !== undefined || pem !== undefined) throw strangers(files);
  const { makeCertificate } = await import('../rotation/make-certificate.ts');
  const made = await makeCertificate(wish);
  return {
    certificate: readWantedCertificate(made.certificate),
    files,
    isNew: true,
    async write() {
      await writeNewKeyPair(files, async () => made);
    },
  };
}

function strangers({ privateKeyFile, certificateFile }: KeyPairFiles): ConsentryError {
  return new ConsentryError('usage', {
    message: `${privateKeyFile} and ${certificateFile} are no key and its certificate that can be used now.`,
    remedy: 'Name two files of an earlier run, or two that are not there yet.',
  });
}

/** @returns undefined: there is no such file. @throws ConsentryError `usage` */
async function findText(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes + 1), 0, mostBytes + 1, 0);
    if (bytesRead <= mostBytes) return buffer.toString('utf8', 0, bytesRead);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
  }
  throw unusable(path);
}

function unusable(path: string): ConsentryError {
  return new ConsentryError('usage', {
    message: `The file ${shownPath(path)} cannot be read.`,
    remedy: 'Name a file that exists, is yours to read, and holds a certificate or a key in PEM.',
  });
}
