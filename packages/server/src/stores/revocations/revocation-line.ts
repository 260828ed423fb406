import { createHmac } from 'node:crypto';
import { type GrantId, readTenantId, type TenantId } from '@consentry/core';
import { type ChainKey, isAuthentic } from '../audit/audit-chain.ts';

/**
 * What was taken back, or given free again. `revoke`: a grant hands out nothing any more. `purge`: its refresh token is
 * gone too. `stop` and `resume`: the switch for the grants of a partner, or for everything.
 */
export type JournalEntry = { readonly at: number } & (
  | { readonly act: 'revoke' | 'purge'; readonly of: GrantId }
  | { readonly act: 'stop' | 'resume'; readonly of: TenantId | 'everything' }
);

/** A line of a journal. `authentic` is false for one that was changed, or whose key is not here. */
export type JournalledEntry = JournalEntry & { readonly store: string; readonly authentic: boolean };

/** The line of an entry: store, instant, act, what it is of, MAC. Without a line end. */
export function writeRevocationLine(store: string, entry: JournalEntry, key: ChainKey): string {
  const { at, act, of } = entry;
  return [store, at, act, of, lineMac(key, store, entry)].join(' ');
}

/** Reads a line. Undefined for what is none, as a line that a crash has left unfinished. */
export function readRevocationLine(line: string, keys: readonly ChainKey[]): JournalledEntry | undefined {
  const [, store = '', at = '', act, of = '', mac = ''] =
    /^([A-Za-z0-9_-]{16}) (\d{1,16}) (revoke|purge|stop|resume) (\S{1,64}) (\S{1,128})$/.exec(line) ?? [];
  const entry = readEntry(Number(at), act, of);
  if (entry === undefined) return undefined;
  const authentic = isAuthentic(mac, keys, (key) => lineMac(key, store, entry));
  return { ...entry, store, authentic };
}

function readEntry(at: number, act: string | undefined, of: string): JournalEntry | undefined {
  if (act === 'revoke' || act === 'purge') {
    return /^gra_[A-Za-z0-9_-]{22}$/.test(of) ? { at, act, of: of as GrantId } : undefined;
  }
  if (act !== 'stop' && act !== 'resume') return undefined;
  return of === 'everything' ? { at, act, of } : readStopped(at, act, of);
}

function readStopped(at: number, act: 'stop' | 'resume', of: string): JournalEntry | undefined {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(of)
    ? { at, act, of: readTenantId(of) }
    : undefined;
}

/** The first word keeps it apart from the seal of a head, which is made under the same key. */
function lineMac(key: ChainKey, store: string, { at, act, of }: JournalEntry): string {
  const text = `revocation ${JSON.stringify([store, at, act, of])}`;
  return `${key.id}.${createHmac('sha256', key.head).update(text).digest('base64url')}`;
}
