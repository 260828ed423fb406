/** What a token request led to. Tokens themselves are never written down. */
export type TokenOutcome =
  | {
      result: 'issued';
      /** The `uti` claim of the access token. */
      accessTokenId: string;
      /** SHA-256 in hex of the refresh token, if one was issued. */
      refreshTokenFingerprint?: string;
      /** Whom the token speaks for; `objectId` is the one of `tenantId`. */
      subject: { tenantId: string; objectId: string };
    }
  | { result: 'refused'; error: string; codes: number[] }
  /** A fault that a test ordered kept the request from the endpoint; `status` is absent when the client got no answer. */
  | { result: 'fault'; status?: number };

/** One request at the token endpoint. */
export interface TokenRequestRecord {
  kind: 'token-request';
  at: number;
  /** The tenant segment of the path, as it was sent. */
  tenant: string;
  version: 'v1' | 'v2';
  grantType?: string;
  clientId?: string;
  clientAuthentication?: 'none' | 'secret' | 'certificate' | 'federated';
  /** The canonical URI of the resource. */
  resource?: string;
  /** The scopes, as they were sent. */
  scopes: string[];
  outcome: TokenOutcome;
}

/**
 * One request at a service, whatever became of it. The query is left out, and `*` stands for a part of a vault's path that can be no
 * name: they may hold what nobody should read.
 */
export interface RequestRecord {
  kind: 'request';
  at: number;
  service: 'login' | 'partnerCenter' | 'graph' | 'arm' | 'defender' | 'vault';
  method: string;
  path: string;
  /** Absent when the client got no answer. */
  status?: number;
  /** The kind of the fault that a test ordered. */
  fault?: string;
}

/** One refresh token that was issued. */
export interface IssuedRefreshToken {
  kind: 'refresh-token';
  at: number;
  /** SHA-256 in hex. */
  fingerprint: string;
  clientId: string;
  /** The user's object id at home. */
  userObjectId: string;
  /** The tenant whose endpoint issued it. */
  tenantId: string;
  grantType: string;
  /** The fingerprint of the refresh token that was redeemed for it. */
  predecessor?: string;
}

/** One version of a secret that came to be in a vault. */
export interface SecretVersionRecord {
  kind: 'secret-version';
  at: number;
  vault: string;
  secretName: string;
  version: string;
  /** SHA-256 in hex of the value. */
  valueFingerprint: string;
}

/** One visit of a browser at the authorize or admin consent endpoint. */
export interface AuthorizeRecord {
  kind: 'authorize';
  at: number;
  endpoint: 'authorize' | 'adminconsent';
  version: 'v1' | 'v2';
  tenant: string;
  clientId?: string;
  redirectUri?: string;
  prompt?: string;
  /** AADSTS numbers, if the request itself was refused. */
  codes: number[];
}

/** One attempt to sign in, or one step that failed. */
export interface SignInRecord {
  kind: 'sign-in';
  at: number;
  tenant: string;
  login: string;
  objectId?: string;
  amr: string[];
  result: 'signed-in' | 'refused';
  codes: number[];
}

/** One decision on a consent page. */
export interface ConsentRecord {
  kind: 'consent';
  at: number;
  tenantId: string;
  clientId: string;
  consentKind: 'admin' | 'user';
  objectId: string;
  decision: 'accepted' | 'declined';
}

/** One call at Partner Center, Graph, ARM or Defender. */
export interface ApiCallRecord {
  kind: 'api-call';
  at: number;
  service: 'partnerCenter' | 'graph' | 'arm' | 'defender';
  method: string;
  /** Path and query. */
  path: string;
  /** The tenant of the token, if the token could be read. */
  tenant?: string;
  accessTokenId?: string;
  status: number;
}

/** What a call at Key Vault asks for. */
export type VaultOperation =
  | 'set'
  | 'get'
  | 'update'
  | 'list'
  | 'list-versions'
  | 'delete'
  | 'list-deleted'
  | 'get-deleted'
  | 'recover'
  | 'purge'
  | 'backup'
  | 'restore';

/** One call at Key Vault. The value of a secret is never written down. */
export interface VaultCallRecord {
  kind: 'vault-call';
  at: number;
  /** The name of the vault; absent when the host names none that the world has. */
  vault?: string;
  /** Absent when Key Vault has no such operation. */
  operation?: VaultOperation;
  secretName?: string;
  /** The version that was asked for, or that the answer tells. */
  version?: string;
  /** SHA-256 in hex of a value that was set. */
  valueFingerprint?: string;
  /** The tenant of the token, if the token could be read. */
  tenant?: string;
  accessTokenId?: string;
  status: number;
}

/** One record of the ledger; `kind` says which. */
export type LedgerRecord =
  | RequestRecord
  | TokenRequestRecord
  | IssuedRefreshToken
  | SecretVersionRecord
  | AuthorizeRecord
  | SignInRecord
  | ConsentRecord
  | ApiCallRecord
  | VaultCallRecord;

/** Chooses records: every field given must be equal, or the function must say yes. */
export type LedgerFilter<R> = Partial<R> | ((record: R) => boolean);

/** What really happened, in the order in which it happened. */
export interface Ledger {
  all(): LedgerRecord[];
  requests(filter?: LedgerFilter<RequestRecord>): RequestRecord[];
  tokenRequests(filter?: LedgerFilter<TokenRequestRecord>): TokenRequestRecord[];
  refreshTokens(filter?: LedgerFilter<IssuedRefreshToken>): IssuedRefreshToken[];
  secretVersions(filter?: LedgerFilter<SecretVersionRecord>): SecretVersionRecord[];
  authorizeVisits(filter?: LedgerFilter<AuthorizeRecord>): AuthorizeRecord[];
  signIns(filter?: LedgerFilter<SignInRecord>): SignInRecord[];
  consents(filter?: LedgerFilter<ConsentRecord>): ConsentRecord[];
  apiCalls(filter?: LedgerFilter<ApiCallRecord>): ApiCallRecord[];
  vaultCalls(filter?: LedgerFilter<VaultCallRecord>): VaultCallRecord[];
  clear(): void;
  /** Adds a record. Only the sandbox's own services do this. */
  write(record: LedgerRecord): void;
}

/** Creates an empty ledger. */
export function createLedger(): Ledger {
  let records: LedgerRecord[] = [];
  function select<K extends LedgerRecord['kind']>(
    kind: K,
    filter: LedgerFilter<RecordOf<K>> = {},
  ): RecordOf<K>[] {
    const ofKind = records.filter((record): record is RecordOf<K> => record.kind === kind);
    return ofKind.filter((record) => matches(record, filter));
  }
  return {
    all: () => [...records],
    requests: (filter) => select('request', filter),
    refreshTokens: (filter) => select('refresh-token', filter),
    secretVersions: (filter) => select('secret-version', filter),
    tokenRequests: (filter) => select('token-request', filter),
    authorizeVisits: (filter) => select('authorize', filter),
    signIns: (filter) => select('sign-in', filter),
    consents: (filter) => select('consent', filter),
    apiCalls: (filter) => select('api-call', filter),
    vaultCalls: (filter) => select('vault-call', filter),
    clear: () => {
      records = [];
    },
    write: (record) => {
      records.push(record);
    },
  };
}

type RecordOf<K extends LedgerRecord['kind']> = Extract<LedgerRecord, { kind: K }>;

function matches<R extends object>(record: R, filter: LedgerFilter<R>): boolean {
  if (typeof filter === 'function') return filter(record);
  return Object.entries(filter).every(([name, value]) => Reflect.get(record, name) === value);
}
