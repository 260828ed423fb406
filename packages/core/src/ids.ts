import { ConsentryError } from './errors.ts';
import type { Random } from './ports.ts';

declare const brand: unique symbol;

/** A string that only the reader of its kind makes, so that a tenant cannot stand where a grant is meant. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A directory (tenant) id: a GUID in lower case. Partners and customers are named by it. */
export type TenantId = Branded<'TenantId'>;
/** The `oid` of a user in one tenant: a GUID in lower case. The same person has another one in each tenant. */
export type ObjectId = Branded<'ObjectId'>;
/** The client id of an Entra app registration: a GUID in lower case. */
export type ApplicationId = Branded<'ApplicationId'>;
/** Ours: one invitation, `inv_…`. Not the secret part of its link. */
export type InvitationId = Branded<'InvitationId'>;
/** Ours: one grant, `gra_…`. */
export type GrantId = Branded<'GrantId'>;
/** Ours: the admin consent of one customer, `adm_…`. */
export type AdminConsentId = Branded<'AdminConsentId'>;
/** Ours: one caller, `cal_…`. Not the secret part of its key. */
export type CallerId = Branded<'CallerId'>;
/** Ours: one key of a caller, `key_…`. Nothing of the key itself. */
export type CallerKeyId = Branded<'CallerKeyId'>;
/** Ours: one identity that a caller is bound to, `idt_…`. */
export type CallerIdentityId = Branded<'CallerIdentityId'>;
/** Ours: one sweep over customers, `swp_…`. */
export type SweepId = Branded<'SweepId'>;
/** Ours: one report on a partner’s security requirements, `pos_…`. */
export type PostureReportId = Branded<'PostureReportId'>;

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for a GUID with dashes, in any case. */
export function isGuid(value: unknown): value is string {
  return typeof value === 'string' && guid.test(value);
}

/** A new GUID (RFC 9562 version 4), for protocols that take no other id. */
export function createGuid(random: Random): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function readGuid(value: unknown, what: string): string {
  if (isGuid(value)) return value.toLowerCase();
  throw new ConsentryError('invalid_request', {
    message: `The ${what} is not a GUID.`,
    remedy: `Give the ${what} as a GUID, such as 11111111-2222-4333-8444-555555555555.`,
  });
}

/**
 * Reads a tenant id. Domain names are refused: a tenant is its GUID.
 * @throws ConsentryError `invalid_request`
 */
export function readTenantId(value: unknown): TenantId {
  return readGuid(value, 'tenant id') as TenantId;
}

/** @throws ConsentryError `invalid_request` */
export function readObjectId(value: unknown): ObjectId {
  return readGuid(value, 'object id') as ObjectId;
}

/** @throws ConsentryError `invalid_request` */
export function readApplicationId(value: unknown): ApplicationId {
  return readGuid(value, 'application id') as ApplicationId;
}

const prefixes = {
  InvitationId: 'inv_',
  GrantId: 'gra_',
  AdminConsentId: 'adm_',
  CallerId: 'cal_',
  CallerKeyId: 'key_',
  CallerIdentityId: 'idt_',
  SweepId: 'swp_',
  PostureReportId: 'pos_',
} as const;
const ownId = /^(inv|gra|adm|cal|key|idt|swp|pos)_[A-Za-z0-9_-]{22}$/;

type OwnIds = {
  InvitationId: InvitationId;
  GrantId: GrantId;
  AdminConsentId: AdminConsentId;
  CallerId: CallerId;
  CallerKeyId: CallerKeyId;
  CallerIdentityId: CallerIdentityId;
  SweepId: SweepId;
  PostureReportId: PostureReportId;
};

/** Makes an id of ours: a prefix and 128 random bits. */
export function createId<Kind extends keyof OwnIds>(kind: Kind, random: Random): OwnIds[Kind] {
  return (prefixes[kind] + Buffer.from(random.bytes(16)).toString('base64url')) as OwnIds[Kind];
}

/**
 * Reads an id of ours.
 * @throws ConsentryError `invalid_request`
 */
export function readId<Kind extends keyof OwnIds>(kind: Kind, value: unknown): OwnIds[Kind] {
  if (typeof value === 'string' && ownId.test(value) && value.startsWith(prefixes[kind])) {
    return value as OwnIds[Kind];
  }
  throw new ConsentryError('invalid_request', {
    message: `That is not an id that starts with ${prefixes[kind]}.`,
  });
}
