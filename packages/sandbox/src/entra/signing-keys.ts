import { generateKeyPair, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A key pair that signs tokens, made at random at each start. */
export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export interface SigningKeys {
  /** Signs all tokens of work and school accounts. */
  readonly current: SigningKey;
  /** Keys that sign no more. They are published still, and tokens that they signed are good. */
  readonly previous: readonly SigningKey[];
  /** Makes a new current key, at random. The one before stays published. */
  rotate(): Promise<void>;
  /** Withdraws every key but the current one: tokens that they signed are no longer accepted. */
  retire(): void;
  /** Published with the issuer of personal accounts. It signs forged tokens only, and is made when it is first needed. */
  getConsumer(): Promise<SigningKey>;
}

/** The tenant of personal accounts in the real cloud. */
export const CONSUMER_TENANT_ID = '9188040d-6c67-4c5b-b112-36a304b66dad';

const generate = promisify(generateKeyPair);

/** Makes a key pair of RSA, at random. It costs more than everything else that a sandbox does at its start. */
export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 2048 });
  return { kid: randomUUID(), privateKey, publicKey };
}

/**
 * The keys of one sandbox.
 *
 * @param first what signs until the first rotation
 * @param makeConsumer makes the key of personal accounts, when it is first needed
 */
export function createSigningKeys(
  first: SigningKey,
  makeConsumer: () => Promise<SigningKey> = createSigningKey,
): SigningKeys {
  let consumer: Promise<SigningKey> | undefined;
  let current = first;
  let previous: SigningKey[] = [];
  return {
    get current() {
      return current;
    },
    get previous() {
      return previous;
    },
    rotate: async () => {
      const next = await createSigningKey();
      previous = [current, ...previous];
      current = next;
    },
    retire: () => {
      previous = [];
    },
    getConsumer: () => {
      consumer ??= makeConsumer();
      return consumer;
    },
  };
}

/** The keys whose tokens are accepted, the current one first. */
export function listPublishedKeys({ current, previous }: SigningKeys): SigningKey[] {
  return [current, ...previous];
}

/** A key as a key set publishes it. `issuer` says for whose tokens it may be used; v1 does not say. */
export function publicJwk(key: SigningKey, issuer?: string): Record<string, unknown> {
  const jwk = { ...key.publicKey.export({ format: 'jwk' }), use: 'sig', kid: key.kid, x5t: key.kid };
  return issuer === undefined ? jwk : { ...jwk, issuer };
}
