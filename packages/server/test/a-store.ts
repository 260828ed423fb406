import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  createId,
  type Invitation,
  readApplicationId,
  readObjectId,
  readTenantId,
  type SealedGrant,
  type SecretRef,
} from '@consentry/core';
import { type Policy, policy } from '@consentry/core/contract';
import { systemTimer } from '@consentry/core/node';
import type { CallerIdentity } from '../src/stores/caller-identities.ts';
import type { Caller, CallerKey } from '../src/stores/callers.ts';
import type { DatabaseKind } from '../src/stores/migrations/migration.ts';
import { type OpenStoreOptions, openStore, type Store } from '../src/stores/open-store.ts';
import { aDatabase } from './a-database.ts';

export const random = { bytes: (length: number) => randomBytes(length) };

export const partner = readTenantId('aaaaaaaa-1111-4111-8111-111111111111');
export const otherPartner = readTenantId('bbbbbbbb-1111-4111-8111-111111111111');
export const subject = readObjectId('cccccccc-1111-4111-8111-111111111111');
export const application = readApplicationId('dddddddd-1111-4111-8111-111111111111');

/** A clock that stands until it is moved. */
export function aClock(start = Date.UTC(2026, 10, 20)) {
  let now = start;
  return {
    now: () => now,
    advance(byMs: number) {
      now += byMs;
    },
  };
}

const cleanUps = new WeakMap<TestContext, AsyncDisposableStack>();

/** Runs after the test, what was added last first: a store is closed before its folder is removed. */
export function cleanUp(t: TestContext, work: () => Promise<void> | void): void {
  const known = cleanUps.get(t);
  const stack = known ?? new AsyncDisposableStack();
  if (known === undefined) {
    cleanUps.set(t, stack);
    t.after(() => stack.disposeAsync());
  }
  stack.defer(work);
}

/** A folder that is gone after the test. */
export function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-store-'));
  cleanUp(t, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Where a store on SQLite lies, for opening it more than once. */
export function storeOptions(folder: string, change: Partial<OpenStoreOptions> = {}): OpenStoreOptions {
  return {
    dataDir: join(folder, 'data'),
    masterKeyFile: join(folder, 'data.key'),
    stamp: { cloud: 'public', application },
    clock: aClock(),
    random,
    timer: systemTimer,
    log: { warn: () => undefined, error: () => undefined },
    ...change,
  };
}

const labels = { sqlite: 'SQLite', postgres: 'Postgres' } as const;

/** Runs a test once on each database that a store can lie in. */
export function testOnBoth(
  name: string,
  body: (t: TestContext, kind: DatabaseKind) => Promise<void> | void,
): void {
  for (const kind of ['sqlite', 'postgres'] as const) {
    test(`${name} (${labels[kind]})`, (t) => body(t, kind));
  }
}

/** A place for an empty store on a database of this kind, for opening it more than once; gone after the test. */
export async function aPlace(
  t: TestContext,
  kind: DatabaseKind,
  change: Partial<OpenStoreOptions> = {},
): Promise<OpenStoreOptions> {
  const folder = aFolder(t);
  if (kind === 'sqlite') return storeOptions(folder, change);
  const { address, drop } = await aDatabase();
  cleanUp(t, drop);
  return storeOptions(folder, { database: address, ...change });
}

/** An open store; closed and gone after the test. */
export async function aStore(
  t: TestContext,
  kind: DatabaseKind = 'sqlite',
  change: Partial<OpenStoreOptions> = {},
): Promise<Store> {
  const store = await openStore(await aPlace(t, kind, change));
  cleanUp(t, () => store.close());
  return store;
}

export function anInvitation(change: Partial<Invitation> = {}): Invitation {
  return {
    id: createId('InvitationId', random),
    kind: 'connect',
    partner,
    partnerName: 'Contoso',
    partnerKind: undefined,
    account: undefined,
    accountId: undefined,
    acceptsUnknownMfa: false,
    challenge: undefined,
    customer: undefined,
    createdAt: 1000,
    expiresAt: 2000,
    spentAt: undefined,
    ...change,
  };
}

export function aGrant(change: Partial<SealedGrant> = {}): SealedGrant {
  return {
    id: createId('GrantId', random),
    partner,
    subject,
    username: 'service@contoso.example',
    displayName: undefined,
    application,
    scopes: ['openid', 'https://api.partnercenter.microsoft.com/user_impersonation'],
    amr: ['pwd', 'mfa'],
    mfa: 'confirmed',
    consentedAt: 1000,
    version: 1,
    secret: 'sec_1' as SecretRef,
    sealedAt: 1001,
    state: 'healthy',
    stateReason: 'sealed',
    stateSince: 1001,
    stateEvidence: {},
    exerciseAt: 2001,
    redeemingSince: undefined,
    provedAt: undefined,
    ...change,
  };
}

/** A policy as small as the defaults make it, for every partner and Graph. */
export function aPolicy(change: Partial<Policy> = {}): Policy {
  return { ...policy.parse({ partners: 'all', resources: ['graph'] }), ...change };
}

export function aCaller(change: Partial<Caller> = {}): Caller {
  return {
    id: createId('CallerId', random),
    name: 'a program',
    policy: aPolicy(),
    createdAt: 1000,
    ...change,
  };
}

export function aCallerKey(change: Partial<CallerKey> = {}): CallerKey {
  return {
    id: createId('CallerKeyId', random),
    createdAt: 1000,
    expiresAt: undefined,
    hash: 'hash',
    ...change,
  };
}

export const issuer = 'https://tokens.platform.example';

export function anIdentity(caller: Caller, change: Partial<CallerIdentity> = {}): CallerIdentity {
  return {
    id: createId('CallerIdentityId', random),
    caller: caller.id,
    issuer,
    claims: { sub: 'a program' },
    createdAt: 1000,
    ...change,
  };
}
