import { isConsentryError } from '../errors.ts';
import { type GrantId, readId } from '../ids.ts';
import type { SecretRef } from '../vault/vault.ts';

/** One version of one secret. */
export interface NamedVersion {
  readonly name: string;
  /** 32 hex digits, in lower case. */
  readonly version: string;
}

const nameShape = /^consentry-[0-9a-f]{52}$/;
const refShape = /^kv:(consentry-[0-9a-f]{52})\/([0-9a-f]{32})$/;
const versionShape = /^[0-9a-f]{32}$/;

/** True for a text that has the shape of a version of Key Vault's. */
export function isVersion(text: unknown): text is string {
  return typeof text === 'string' && versionShape.test(text);
}

/**
 * The name of a grant's secret. Key Vault tells names apart in no case, and takes letters, digits and dashes
 * alone; the id in hexadecimal digits is a name of its own for each id all the same.
 */
export function nameOf(grant: GrantId): string {
  return `consentry-${Buffer.from(grant).toString('hex')}`;
}

/** The grant that a name was made of. @throws ConsentryError `invalid_request` for another name */
export function grantOf(name: string): GrantId {
  return readId('GrantId', Buffer.from(name.replace(/^consentry-/, ''), 'hex').toString());
}

/** The same; undefined for a name that is not one of ours. Key Vault tells names apart in no case. */
export function findGrantOf(name: string): GrantId | undefined {
  const own = name.toLowerCase();
  if (!nameShape.test(own)) return undefined;
  try {
    return grantOf(own);
  } catch (error) {
    if (isConsentryError(error, 'invalid_request')) return undefined;
    throw error;
  }
}

/** `kv:<name>/<version>` */
export function refOf({ name, version }: NamedVersion): SecretRef {
  return `kv:${name}/${version}` as SecretRef;
}

/** Undefined for a reference that no Key Vault of ours gave. */
export function readRef(ref: SecretRef): NamedVersion | undefined {
  const [, name, version] = refShape.exec(ref) ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}
