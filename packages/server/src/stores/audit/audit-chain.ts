import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { MasterKey } from '@consentry/core';
import { Secret } from '@consentry/core/secret';
import type { AuditGroup } from './audit-group.ts';

/** The keys of the chain, derived from one master key. They cross to the writing thread; the master key does not. */
export interface ChainKey {
  /** The id of the master key. */
  readonly id: string;
  readonly group: Uint8Array;
  readonly head: Uint8Array;
}

/** A group in its place. */
export interface ChainedGroup extends Omit<AuditGroup, 'tenants'> {
  readonly writer: string;
  /** Counts from 1 for each writer. */
  readonly sequence: number;
}

/** A group, as it is stored. */
export interface StoredGroup extends ChainedGroup {
  readonly mac: string;
}

/** The end of a writer's chain. */
export interface ChainHead {
  readonly writer: string;
  readonly sequence: number;
  readonly mac: string;
}

/** So many groups later the head is anchored again. */
export const anchorEvery = 64;

/** What the first group of a writer follows. */
export const noMac = '';

/** @see RFC 5869 */
export function deriveChainKeys(
  masterKeys: readonly [MasterKey, ...MasterKey[]],
): readonly [ChainKey, ...ChainKey[]];
export function deriveChainKeys(masterKeys: readonly MasterKey[]): readonly ChainKey[];
export function deriveChainKeys(masterKeys: readonly MasterKey[]): readonly ChainKey[] {
  return masterKeys.map(({ id, key }) => ({
    id,
    group: derive(key.reveal(), 'group'),
    head: derive(key.reveal(), 'head'),
  }));
}

function derive(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), `consentry audit ${purpose} 1`, 32));
}

/** The keys of a chain as a text to be sealed. */
export function writeChainKey({ id, group, head }: ChainKey): Secret<string> {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  return Secret.of(JSON.stringify({ id, group: text(group), head: text(head) }));
}

/** Reads what {@link writeChainKey} wrote. */
export function readChainKey(text: Secret<string>): ChainKey {
  const { id, group, head } = JSON.parse(text.reveal()) as Readonly<Record<keyof ChainKey, string>>;
  const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'base64url'));
  return { id, group: bytes(group), head: bytes(head) };
}

/** @returns `<key id>.<HMAC-SHA256 over the group and the MAC before it>` */
export function groupMac(key: ChainKey, group: ChainedGroup, previousMac: string): string {
  const { writer, sequence, firstAt, lastAt, count, body } = group;
  const place = JSON.stringify([writer, sequence, firstAt, lastAt, count, previousMac]);
  return `${key.id}.${createHmac('sha256', key.group).update(`${place}\n`).update(body).digest('base64url')}`;
}

/** @returns `<key id>.<HMAC-SHA256 over the store and its head>` */
export function headSeal(key: ChainKey, store: string, head: ChainHead): string {
  const text = JSON.stringify([store, head.writer, head.sequence, head.mac]);
  return `${key.id}.${createHmac('sha256', key.head).update(text).digest('base64url')}`;
}

/** True when the key that a MAC names is here. */
export function knowsKey(mac: string, keys: readonly ChainKey[]): boolean {
  return keys.some(({ id }) => mac.startsWith(`${id}.`));
}

/** Makes a MAC again under the key that it names, and compares. False also when that key is not here. */
export function isAuthentic(
  mac: string,
  keys: readonly ChainKey[],
  make: (key: ChainKey) => string,
): boolean {
  const key = keys.find(({ id }) => mac.startsWith(`${id}.`));
  if (key === undefined) return false;
  const [left, right] = [Buffer.from(mac), Buffer.from(make(key))];
  return left.length === right.length && timingSafeEqual(left, right);
}
