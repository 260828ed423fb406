import { ConsentryError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import type { SecretRecord, SecretRef, Vault } from './vault.ts';

/** A vault that forgets everything when the process ends: for tests and for trying out. */
export function createMemoryVault(): Vault {
  const secrets = new Map<SecretRef, { readonly record: SecretRecord; readonly secret: Secret<string> }>();
  let count = 0;
  return {
    async put(record, secret) {
      const ref = `memory:${++count}` as SecretRef;
      secrets.set(ref, { record: { ...record }, secret });
      return ref;
    },
    async get(ref, record) {
      const stored = secrets.get(ref);
      if (stored === undefined) throw new ConsentryError('secret_missing');
      if (stored.record.grant !== record.grant || stored.record.version !== record.version) {
        throw new ConsentryError('secret_unreadable');
      }
      return stored.secret;
    },
    async remove(ref) {
      secrets.delete(ref);
    },
    async purge(grant) {
      for (const [ref, { record }] of secrets) if (record.grant === grant) secrets.delete(ref);
      return { outcome: 'destroyed', vault: 'memory', missing: [] };
    },
  };
}
