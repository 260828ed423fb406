import { hash } from 'node:crypto';
import { type CallerId, digest, type Random, readId, Secret } from '@consentry/core';

/** What a key says of itself, before anything is looked up. */
export type PresentedKey =
  | { readonly kind: 'caller'; readonly id: CallerId; readonly secret: Secret<string> }
  | { readonly kind: 'operator'; readonly secret: Secret<string> };

const secretBytes = 32;
const checksumLength = 6;
const form = /^(ctyop|cty)_([A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/;

/**
 * Makes the key of a caller: `cty_`, the id without its prefix, 256 random bits, and a checksum by which a
 * mistyped or cut key is told from a wrong one, also by scanners for leaked keys.
 * It is shown once; only {@link hashCallerKey} of it is stored.
 */
export function createCallerKey(id: CallerId, random: Random): Secret<string> {
  return createKey('cty', id.slice('cal_'.length), random);
}

/** Makes an operator key: the same form, beginning with `ctyop_`. */
export function createOperatorKey(random: Random): Secret<string> {
  return createKey('ctyop', Buffer.from(random.bytes(16)).toString('base64url'), random);
}

function createKey(prefix: string, name: string, random: Random): Secret<string> {
  const body = `${prefix}_${name}_${Buffer.from(random.bytes(secretBytes)).toString('base64url')}`;
  return Secret.of(body + checksum(body));
}

/** Reads a key that was presented. Undefined when its form or its checksum is wrong. */
export function readCallerKey(text: string): PresentedKey | undefined {
  const [, prefix, name, secret, end] = form.exec(text) ?? [];
  if (prefix === undefined || name === undefined || secret === undefined) return undefined;
  if (checksum(text.slice(0, -checksumLength)) !== end) return undefined;
  if (prefix === 'ctyop') return { kind: 'operator', secret: Secret.of(secret) };
  return { kind: 'caller', id: readId('CallerId', `cal_${name}`), secret: Secret.of(secret) };
}

/** What is stored of a key: SHA-256 of its 256 random bits. */
export function hashCallerKey(key: Secret<string>): string {
  const presented = readCallerKey(key.reveal());
  if (presented === undefined) throw new TypeError('that is not a key');
  return digest(presented.secret.reveal());
}

function checksum(body: string): string {
  return hash('sha256', body, 'base64url').slice(0, checksumLength);
}
