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
  current: SigningKey;
  /** Published with the issuer of personal accounts. It signs forged tokens only, and is made when it is first needed. */
  getConsumer(): Promise<SigningKey>;
}

/** The tenant of personal accounts in the real cloud. */
export const CONSUMER_TENANT_ID = '9188040d-6c67-4c5b-b112-36a304b66dad';

const generate = promisify(generateKeyPair);

export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 2048 });
  return { kid: randomUUID(), privateKey, publicKey };
}

export async function createSigningKeys(): Promise<SigningKeys> {
  let consumer: Promise<SigningKey> | undefined;
  return {
    current: await createSigningKey(),
    getConsumer: () => {
      consumer ??= createSigningKey();
      return consumer;
    },
  };
}

/** A key as a key set publishes it. `issuer` says for whose tokens it may be used; v1 does not say. */
export function publicJwk(key: SigningKey, issuer?: string): Record<string, unknown> {
  const jwk = { ...key.publicKey.export({ format: 'jwk' }), use: 'sig', kid: key.kid, x5t: key.kid };
  return issuer === undefined ? jwk : { ...jwk, issuer };
}
