import { randomBytes } from 'node:crypto';

/** One version of a secret. The value lives here, in memory, and nowhere else. */
export interface SecretVersion {
  /** 32 hex digits. */
  id: string;
  value: string;
  contentType?: string;
  tags?: Record<string, string>;
  isEnabled: boolean;
  notBeforeAt?: number;
  expiresAt?: number;
  createdAt: number;
  updatedAt: number;
}

/** A secret with its versions, the newest last. There is always one. */
export interface Secret {
  /** As it was written when the secret was made; it is found in any case. */
  name: string;
  versions: [SecretVersion, ...SecretVersion[]];
  /** Present while the secret is deleted and can be recovered. Until `doneAt` the deletion is under way. */
  deletion?: { deletedAt: number; doneAt: number; purgeAt: number };
}

/** The secrets of one vault. Names count in any case. */
export interface SecretStore {
  /** Finds a secret, deleted or not. */
  find(name: string): Secret | undefined;
  /** By name; deleted ones too. */
  list(): Secret[];
  add(secret: Secret): void;
  /** Forgets a secret for good. */
  purge(name: string): void;
  /** Copies that were given out, by the blob that stands for each. */
  readonly backups: Map<string, Secret>;
}

/** @param now the sandbox's clock: a deleted secret is gone when its time is over */
export function createSecretStore(now: () => number): SecretStore {
  const secrets = new Map<string, Secret>();
  function purgeOverdue(): void {
    for (const [key, { deletion }] of secrets) {
      if (deletion !== undefined && deletion.purgeAt <= now()) secrets.delete(key);
    }
  }
  return {
    find: (name) => {
      purgeOverdue();
      return secrets.get(keyOf(name));
    },
    list: () => {
      purgeOverdue();
      return [...secrets.values()].toSorted((one, other) => compare(keyOf(one.name), keyOf(other.name)));
    },
    add: (secret) => {
      secrets.set(keyOf(secret.name), secret);
    },
    purge: (name) => {
      secrets.delete(keyOf(name));
    },
    backups: new Map(),
  };
}

/** The key that a name is found and ordered by. */
export function keyOf(name: string): string {
  return name.toLowerCase();
}

/** The version that a request without a version means. */
export function newestVersion({ versions }: Secret): SecretVersion {
  return versions.at(-1) ?? versions[0];
}

export function createVersionId(): string {
  return randomBytes(16).toString('hex');
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
