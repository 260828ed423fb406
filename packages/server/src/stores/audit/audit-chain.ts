import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { MasterKey } from '@consentry/core';
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
