import { realpath } from 'node:fs/promises';
import { ConsentryError, readTenantId, splitCredential } from '@consentry/core';
import type { BrokerConfig } from '@consentry/server';
import { type ConnectOptions, connect } from '../connect.ts';
import { writeNewKeyPair } from '../new-key-pair.ts';
import { endOf, thumbprintOf } from '../rotation/describe-certificate.ts';
import type { RotationDeps, RotationOutcome, RotationWishes } from '../rotation/rotation-deps.ts';
import type { Run } from '../run.ts';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';
import { readDuration } from './read-duration.ts';

export interface CreateOptions {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  readonly name: string;
  readonly lifetime: string;
}

/**
 * Makes a key and a certificate, and asks nobody. Neither file may be there already.
 * @throws ConsentryError `usage`
 */
export const createCredential: Run<CreateOptions> = async (options, output) => {
  const { certificateFile, privateKeyFile, name, lifetime } = options;
  const { makeCertificate } = await import('../rotation/make-certificate.ts');
  const wish = {
    commonName: readCommonName(name),
    now: Date.now(),
    lifetimeMs: readCertificateLifetime(lifetime),
  };
  const made = await writeNewKeyPair({ certificateFile, privateKeyFile }, () => makeCertificate(wish));
  const [thumbprint, endsAt] = [thumbprintOf(made.certificate), endOf(made.certificate)];
  output.result(
    () =>
      [
        `Certificate: ${certificateFile}`,
        `Private key: ${privateKeyFile} (yours alone: it leaves this machine to nobody)`,
        `Thumbprint:  ${thumbprint}`,
        `Ends at:     ${endsAt}`,
        '',
        'Upload the certificate, never the key: Microsoft Entra admin center > App registrations > the application >',
        'Certificates & secrets > Certificates > Upload certificate. Compare the thumbprint there.',
        'Then name both files in application.certificateFile and application.privateKeyFile.',
      ].join('\n'),
    { certificateFile, privateKeyFile, thumbprint, endsAt },
  );
};

export interface RotateOptions extends ConnectOptions {
  readonly tenant: string;
  readonly lifetime: string;
  readonly wait: string;
  readonly settle: string;
  readonly objectId?: string;
  readonly oldKeyId?: string;
  readonly uploaded?: boolean;
  readonly removed?: boolean;
  readonly everyReplica?: boolean;
  readonly giveUp?: boolean;
}

/**
 * Puts a new certificate in the place of the broker's. To be run where the broker's files are, as its user; again, after whatever
 * interrupted it.
 * @throws ConsentryError as `rotate`, `connect` and the reading of the configuration
 */
export const rotateCredential: Run<RotateOptions> = async (options, output) => {
  const [{ rotate }, { openPorts, createLog }, { loadConfig }, { nodeRotationFiles }, provider] =
    await Promise.all([
      import('../rotation/rotate.ts'),
      import('@consentry/server'),
      import('../load-config.ts'),
      import('../rotation/rotation-files.ts'),
      import('../rotation/identity-provider.ts'),
    ]);
  const config = await loadConfig({ file: options.config, dataDir: options.data });
  const { application, cloud, entra: dialect } = config;
  const place = await findPlace(application.credentialFiles?.certificate);
  const tenant = readTenantId(options.tenant);
  const ports = openPorts(config, createLog('warn'));
  try {
    const deps: RotationDeps = {
      ...ports,
      place,
      files: nodeRotationFiles,
      microsoft: provider.createIdentityProvider({
        ...ports,
        cloud,
        dialect,
        tenant,
        application: application.id,
      }),
      askBroker: () => askBroker(options),
      proveBroker: () => proveBroker(options, tenant),
      note: (text) => output.note(text),
    };
    const wishes: RotationWishes = {
      application: application.id,
      tenant,
      commonName: toCommonName(application.name),
      lifetimeMs: readCertificateLifetime(options.lifetime),
      waitMs: readDuration(options.wait),
      settleMs: readDuration(options.settle),
      hasReplicas: config.database !== undefined,
      everyReplicaUsesIt: options.everyReplica === true,
      objectId: options.objectId,
      oldKeyId: options.oldKeyId,
      isUploaded: options.uploaded === true,
      isRemoved: options.removed === true,
      giveUp: options.giveUp === true,
      vaultThumbprints: listVaultThumbprints(config),
    };
    const outcome = await rotate(wishes, deps);
    output.result(() => describeOutcome(outcome, place), outcome);
  } finally {
    await ports.close();
  }
};

/**
 * Says by which credentials a broker can prove itself, and, where its configuration is named, how far a rotation is.
 * @throws ConsentryError as `connect`, the call, and the reading of the configuration
 */
export const credentialStatus: Run<ConnectOptions> = async (options, output) => {
  const { items, problems } = await askBroker(options);
  const rotation = await findOwnRotation(options);
  const lines = items.map(({ name, kind, thumbprint = '', endsAt = 'not known', state }) =>
    [name, kind, thumbprint, endsAt, state].map(plain),
  );
  const wrong = problems.map(
    ({ name, problem, remedy }) => `Not taken up: ${plain(name)} ${plain(problem)}. ${plain(remedy)}`,
  );
  const underWay =
    rotation === undefined
      ? []
      : [
          `A rotation from ${rotation.oldThumbprint} to ${rotation.newThumbprint} is under way since ${rotation.startedAt}: ${rotation.step}.`,
          'Run `consentry credential rotate` again to go on.',
        ];
  output.result(
    () =>
      [table(['credential', 'kind', 'thumbprint', 'ends at', 'state'], lines), ...wrong, ...underWay].join(
        '\n',
      ),
    { items, problems, rotation: rotation ?? null },
  );
};

async function askBroker(options: ConnectOptions) {
  const { remote, close } = await connect(options);
  try {
    return await remote.call('listCredentials', {});
  } finally {
    await close();
  }
}

async function proveBroker(options: ConnectOptions, tenant: string) {
  const { remote, close } = await connect(options);
  try {
    return await remote.call('proveCredentials', { body: { tenant } });
  } finally {
    await close();
  }
}

async function findOwnRotation(options: ConnectOptions) {
  if (
    options.config === undefined &&
    options.data === undefined &&
    process.env.CONSENTRY_CONFIG === undefined
  )
    return undefined;
  const [{ findRotation }, { loadConfig }, { nodeRotationFiles }] = await Promise.all([
    import('../rotation/journal.ts'),
    import('../load-config.ts'),
    import('../rotation/rotation-files.ts'),
  ]);
  const { application } = await loadConfig({ file: options.config, dataDir: options.data });
  const place = application.credentialFiles?.certificate;
  if (place === undefined) return undefined;
  return findRotation(nodeRotationFiles, (await findPlace(place)).privateKeyFile);
}

type Place = RotationDeps['place'];

/** Where links lead: what replaces a link would leave behind what it led to. @throws ConsentryError `usage` */
async function findPlace(named: Place | undefined): Promise<Place> {
  if (named === undefined) {
    throw new ConsentryError('usage', {
      message: 'The broker proves itself by a secret, and only a certificate is rotated by this command.',
      remedy:
        'Change over to a certificate with `consentry credential create`; docs/credentials.md says how.',
    });
  }
  const [certificateFile, privateKeyFile] = await Promise.all([
    realpath(named.certificateFile),
    realpath(named.privateKeyFile),
  ]);
  return { certificateFile, privateKeyFile };
}

function describeOutcome(outcome: RotationOutcome, place: Place): string {
  const { state, oldThumbprint, newThumbprint, isUnseen } = outcome;
  if (state === 'finished') {
    const seen = isUnseen === true ? ' Not verified: the application may not read its registration.' : '';
    return `The broker proves itself by ${newThumbprint}. The registration has ${oldThumbprint} no more.${seen}`;
  }
  if (state === 'given up') {
    const seen = isUnseen === true ? ' Not verified: the application may not read its registration.' : '';
    return `The rotation was taken back. The broker proves itself by ${oldThumbprint}; the registration has ${newThumbprint} no more.${seen}`;
  }
  if (state === 'waits for the old one') {
    return [
      `This broker proves itself by ${oldThumbprint} again. Others share its database, and may still use ${newThumbprint}.`,
      `Copy ${place.certificateFile} and ${place.privateKeyFile} to each of them, and run the command again with --every-replica.`,
    ].join('\n');
  }
  return [
    `This broker proves itself by ${newThumbprint}. Others share its database, and may still use ${oldThumbprint}.`,
    `Copy ${place.certificateFile} and ${place.privateKeyFile} to each of them, and see with \`consentry credential status --url …\` that it serves there.`,
    'Then run the command again with --every-replica: it removes the old one.',
  ].join('\n');
}

function readCommonName(name: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(name)) return name;
  throw new ConsentryError('usage', {
    message: 'The name of the certificate is not one.',
    remedy: 'Give up to 64 letters, digits, blanks, dots, dashes and underscores.',
  });
}

/** An application may be called what a certificate may not. */
export function toCommonName(name: string): string {
  return (
    name
      .replaceAll(/[^\p{L}\p{N} ._-]/gu, ' ')
      .trim()
      .slice(0, 64) || 'Consentry'
  );
}

const dayMs = 24 * 60 * 60 * 1000;

/** How long a certificate may live. @throws ConsentryError `usage` */
export function readCertificateLifetime(text: string): number {
  const lifetimeMs = readDuration(text);
  if (lifetimeMs >= dayMs && lifetimeMs <= 3 * 365 * dayMs) return lifetimeMs;
  throw new ConsentryError('usage', {
    message: `A certificate cannot live for ${text}.`,
    remedy: 'Give between 1d and 1095d. A year or less is usual.',
  });
}

/** The broker reads this credential of its Key Vault at the start alone; where it is left out, it is that of the application. */
function listVaultThumbprints({ application, keyVault }: BrokerConfig): readonly string[] {
  if (keyVault?.identity.kind !== 'application') return [];
  const { id, credential } = keyVault.identity;
  if (id !== application.id || credential === application.credential) return [];
  return splitCredential(credential).flatMap((one) =>
    one.kind === 'certificate' ? [thumbprintOf(one.certificate)] : [],
  );
}
