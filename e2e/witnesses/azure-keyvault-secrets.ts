import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { clientId, clientSecret, refusalOf, report, setting, vendor } from './person.ts';

const credential = new ClientSecretCredential(vendor, clientId, clientSecret, {
  authorityHost: setting('LOGIN'),
  disableInstanceDiscovery: true,
});
// The challenge check is on: it is on unless `disableChallengeResourceVerification` is given.
const client = new SecretClient(setting('VAULT'), credential);

async function listAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

// At an address nothing of the vault's name is in the host, and the check of the client has to refuse.
const byAddress = new SecretClient(
  setting('VAULT').replace('example.vault.localhost', '127.0.0.1'),
  credential,
);
const unverified = await refusalOf(() => byAddress.getSecret('partner-one'));
const innerCodeOf = (error: Record<string, unknown>): unknown => {
  const details = error['details'] as { error?: { innerError?: { code?: string } } } | undefined;
  return details?.error?.innerError?.code ?? null;
};
const refusal = (error: Record<string, unknown>): unknown[] => [
  error['statusCode'],
  error['code'],
  innerCodeOf(error),
];

const expiresOn = new Date(2_000_000_000_000);
const first = await client.setSecret('partner-one', 'first', { contentType: 'text/plain', expiresOn });
const second = await client.setSecret('partner-one', 'second', { tags: { kind: 'refresh-token' } });
for (let index = 0; index < 30; index += 1) await client.setSecret(`filler-${index}`, 'x');
const oldVersion = first.properties.version ?? '';
const old = await client.getSecret('partner-one', { version: oldVersion });
const listed = await listAll(client.listPropertiesOfSecrets());
const pages = await listAll(client.listPropertiesOfSecrets().byPage({ maxPageSize: 10 }));
await client.updateSecretProperties('partner-one', oldVersion, { enabled: false });
const versions = await listAll(client.listPropertiesOfSecretVersions('partner-one'));
const disabled = await refusalOf(() => client.getSecret('partner-one', { version: oldVersion }));

const deletion = await client.beginDeleteSecret('partner-one', { intervalInMs: 1 });
const deleted = await deletion.pollUntilDone();
const stillThere = await client.getDeletedSecret('partner-one');
const blocked = await refusalOf(() => client.setSecret('partner-one', 'third'));
const listedAsDeleted = await listAll(client.listDeletedSecrets());
const recovery = await client.beginRecoverDeletedSecret('partner-one', { intervalInMs: 1 });
const recovered = await recovery.pollUntilDone();
const afterwards = await client.getSecret('partner-one');

const backup = await client.backupSecret('partner-one');
await (await client.beginDeleteSecret('partner-one', { intervalInMs: 1 })).pollUntilDone();
await client.purgeDeletedSecret('partner-one');
const gone = await refusalOf(() => client.getDeletedSecret('partner-one'));
await client.restoreSecretBackup(backup ?? new Uint8Array());
const restored = await client.getSecret('partner-one');

report({
  old: [old.value, old.properties.contentType, old.properties.expiresOn?.getTime() === expiresOn.getTime()],
  second: [second.value, second.properties.tags, second.properties.vaultUrl === setting('VAULT')],
  listed: listed.length,
  pages: pages.map((page) => page.length),
  enabled: versions.filter(({ enabled }) => enabled).length,
  versions: versions.length,
  disabled: refusal(disabled),
  deleted: [
    deleted.name,
    stillThere.recoveryId === deleted.recoveryId,
    deleted.scheduledPurgeDate instanceof Date,
  ],
  blocked: refusal(blocked),
  listedAsDeleted: listedAsDeleted.map(({ name }) => name),
  recovered: [recovered.name, afterwards.value],
  gone: refusal(gone),
  restored: [restored.value, restored.properties.version === second.properties.version],
  unverified: unverified.message.split(' Set ')[0],
});
