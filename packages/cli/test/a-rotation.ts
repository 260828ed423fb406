import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { access } from 'node:fs/promises';
import { type Fetch, readTenantId } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { aCertificate } from '../../core/test/a-certificate.ts';
import { createTestSandbox } from '../../sandbox/test/create-test-sandbox.ts';
import { fetchFrom, type TestBroker } from '../../server/test/a-broker.ts';
import { aCredentialFolder, type CredentialFolder } from '../../server/test/a-credential-folder.ts';
import { graph, inTrouble, type Trouble } from '../../server/test/in-trouble.ts';
import type { AskBroker } from '../src/rotation/await-broker.ts';
import { createIdentityProvider } from '../src/rotation/identity-provider.ts';
import { rotate } from '../src/rotation/rotate.ts';
import type { RotationOutcome, RotationWishes } from '../src/rotation/rotation-deps.ts';
import { nodeRotationFiles, type RotationFiles } from '../src/rotation/rotation-files.ts';

const vendor = readTenantId(DEFAULT_TENANTS.vendor);

/** What a rotation does to the world outside, and what it asks of it. */
export interface Reach {
  readonly files: RotationFiles;
  readonly fetch: Fetch;
  readonly askBroker: AskBroker;
  readonly proveBroker: AskBroker;
}

export interface RunOptions {
  readonly wishes?: Partial<RotationWishes>;
  /** Stands between the rotation and the world. */
  readonly through?: (reach: Reach) => Reach;
  /** Runs at each note, before the rotation goes on. */
  readonly noted?: (text: string) => void;
  /** Runs at each wait. */
  readonly waited?: () => void | Promise<void>;
}

/** A broker whose certificate is in files and in its registration, and rotations of it. */
export interface RotationPlace extends AsyncDisposable {
  readonly t: TestBroker;
  readonly trouble: Trouble;
  readonly folder: CredentialFolder;
  run(options?: RunOptions): Promise<RotationOutcome>;
  /** Redeems, with nothing cached. */
  redeem(): Promise<void>;
  /** The thumbprints that the registration has. */
  registered(): string[];
  /** Those of the broker's file, in their order. */
  inFile(): Promise<string[]>;
  /** What the broker says: thumbprint and state. */
  states(): Promise<string[]>;
  /** How many token requests were refused. */
  refusals(): number;
  /** Which of the files exist that a rotation makes. */
  leftovers(): Promise<string[]>;
  /** Of the registration, as the portal shows them. */
  objectId(): Promise<string>;
  keyId(): Promise<string>;
  /** The broker is started anew from its files. */
  restart(): Promise<void>;
}

export interface PlaceOptions {
  /** Permissions of the application in its own tenant. To read its registration, unless told otherwise. */
  readonly roles?: readonly string[];
  readonly world?: (world: World) => void;
  /** Certificate and key stand in one file. */
  readonly inOneFile?: boolean;
}

export async function aRotationPlace(options: PlaceOptions = {}): Promise<RotationPlace> {
  const { roles = ['Application.Read.All'] } = options;
  const folder = await aCredentialFolder(options.inOneFile === true ? 'one file' : 'certificate');
  const old = await aCertificate({ validTo: Date.now() + 365 * 24 * 60 * 60 * 1000 });
  await folder.write(folder.privateKeyFile, old.privateKey);
  await folder.write(
    folder.certificateFile,
    options.inOneFile === true ? old.privateKey + old.certificate : old.certificate,
  );
  const trouble = await inTrouble({
    config: { application: folder.application(Date.now()) },
    certificate: old.certificate,
    world(world) {
      for (const principal of world.servicePrincipals) {
        if (principal.tenantId !== vendor) continue;
        principal.roles = [{ resource: 'https://graph.microsoft.com', roles: [...roles] }];
      }
      options.world?.(world);
    },
  });
  const { t } = trouble;
  t.sandbox.ledger.clear();
  const clock = { now: () => t.sandbox.clock.now() };

  const place: RotationPlace = {
    t,
    trouble,
    folder,
    async run({ wishes = {}, through = (reach: Reach) => reach, noted, waited } = {}) {
      const { files, fetch, askBroker, proveBroker } = through({
        files: nodeRotationFiles,
        fetch: fetchFrom(t.sandbox),
        askBroker: () => t.operator.call('listCredentials', {}),
        proveBroker: () => t.operator.call('proveCredentials', { body: { tenant: vendor } }),
      });
      const { id: application } = t.config.application;
      const { cloud, entra: dialect } = t.config;
      return rotate(
        {
          application,
          tenant: vendor,
          commonName: 'Example Integration',
          lifetimeMs: 365 * 24 * 60 * 60 * 1000,
          waitMs: 60_000,
          settleMs: 2 * 60_000,
          hasReplicas: false,
          everyReplicaUsesIt: false,
          isUploaded: false,
          isRemoved: false,
          giveUp: false,
          vaultThumbprints: [],
          ...wishes,
        },
        {
          place: { certificateFile: folder.certificateFile, privateKeyFile: folder.privateKeyFile },
          files,
          microsoft: createIdentityProvider({
            cloud,
            application,
            tenant: vendor,
            dialect,
            fetch,
            clock,
            random: systemRandom,
          }),
          askBroker,
          proveBroker,
          clock,
          timer: {
            elapsed: clock.now,
            async wait(ms) {
              t.sandbox.control.moveClock(ms);
              await waited?.();
              await t.broker.credentials.look();
            },
          },
          note: noted ?? (() => undefined),
        },
      );
    },
    async redeem() {
      trouble.later();
      assert.ok((await trouble.caller.call('acquireToken', { body: graph })).accessToken);
    },
    registered: () => certificatesOf(t).map(thumbprintOf),
    async inFile() {
      const text = await folder.read(folder.certificateFile);
      return (text.match(/-----BEGIN C[^-]+-----[^-]+-----END C[^-]+-----/g) ?? []).map(thumbprintOf);
    },
    async states() {
      const { items } = await t.operator.call('listCredentials', {});
      return items.map(({ thumbprint, state }) => `${thumbprint} ${state}`);
    },
    refusals: () => t.sandbox.ledger.tokenRequests(({ outcome }) => outcome.result === 'refused').length,
    async leftovers() {
      const { certificateFile, privateKeyFile } = folder;
      const names = [
        `${certificateFile}.next.pem`,
        `${privateKeyFile}.next.key`,
        `${privateKeyFile}.rotation`,
        `${privateKeyFile}.rotation.lock`,
        `${certificateFile}.writing`,
        `${privateKeyFile}.writing`,
      ];
      const found = await Promise.all(
        names.map((name) =>
          access(name).then(
            () => [name],
            () => [],
          ),
        ),
      );
      return found.flat();
    },
    objectId: async () => (await portal(t)).id,
    keyId: async () => (await portal(t)).keyCredentials[0]?.keyId ?? '',
    restart: () => t.restart({ application: folder.application(t.sandbox.clock.now()) }),
    async [Symbol.asyncDispose]() {
      await trouble[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
  return place;
}

/** What the registration has, to be changed. */
export function certificatesOf(t: TestBroker): string[] {
  const [application] = t.sandbox.world.applications;
  assert.ok(application);
  return application.certificates;
}

export function thumbprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint.replaceAll(':', '');
}

/** What an administrator sees: the sandbox's Graph with every permission, in a copy of the world. */
async function portal(t: TestBroker): Promise<{ id: string; keyCredentials: { keyId: string }[] }> {
  const world = structuredClone(t.sandbox.world);
  for (const principal of world.servicePrincipals) {
    principal.roles = [{ resource: 'https://graph.microsoft.com', roles: ['Application.Read.All'] }];
  }
  const sandbox = createTestSandbox({ world });
  const { clientId, secret } = DEFAULT_APPLICATION;
  const token = await sandbox.fetch(`${sandbox.origins.login}/${vendor}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  const { access_token: accessToken } = (await token.json()) as { access_token: string };
  const url = `${sandbox.origins.graph}/v1.0/applications(appId='${clientId}')`;
  const answer = await sandbox.fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
  await sandbox.close();
  return (await answer.json()) as { id: string; keyCredentials: { keyId: string }[] };
}
