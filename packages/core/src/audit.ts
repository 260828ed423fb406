import type { ErrorCode } from './errors.ts';
import type {
  ApplicationId,
  CallerId,
  CallerIdentityId,
  CallerKeyId,
  GrantId,
  InvitationId,
  ObjectId,
  PostureReportId,
  SweepId,
  TenantId,
} from './ids.ts';

/** Who did it: the operator key, a caller, an invited person, the broker itself, or somebody without a valid key. */
export type AuditActor = 'operator' | 'broker' | 'invited person' | 'unknown' | CallerId;

/** What every event carries. Instants are epoch milliseconds. */
interface AuditBase {
  readonly at: number;
  readonly actor: AuditActor;
  /** The id of the HTTP request that caused it, as the answer named it. */
  readonly requestId?: string;
  /** The address that the request came from. */
  readonly address?: string;
  /** The key that a caller presented; of a change of keys, the one that it is about. */
  readonly key?: CallerKeyId;
  /** Who was signed in at the dashboard: the object id of an account of its tenant. */
  readonly person?: ObjectId;
  /** The identity of the token that a caller presented instead; of a change of identities, the one that it is about. */
  readonly identity?: CallerIdentityId;
}

interface AboutConsent {
  readonly partner: TenantId;
  /** The customer's. */
  readonly tenant: TenantId;
}

interface AboutCall {
  readonly partner: TenantId;
  /** The customer's, also where it stands in the path only. */
  readonly tenant: TenantId;
  readonly resource: string;
}

/**
 * Everything that is recorded. No field ever holds a token, secret, code or verifier; a refused value is not
 * repeated, only named by its error code.
 */
export type AuditEvent = AuditBase &
  (
    | { readonly type: 'broker.started'; readonly version: string }
    | { readonly type: 'broker.stopped' }
    /** A new operator key was made and written to its file; one before it is worth nothing now. */
    | { readonly type: 'operator_key.created' }
    /** A link that signs in at the dashboard. */
    | { readonly type: 'dashboard.link_created'; readonly role: string; readonly expiresAt: number }
    | {
        readonly type: 'dashboard.signed_in';
        readonly role: string;
        readonly way: 'link' | 'account';
        readonly signInMfa: 'confirmed' | 'unknown';
      }
    | { readonly type: 'dashboard.signed_out' }
    | {
        readonly type: 'invitation.created';
        readonly invitation: InvitationId;
        readonly kind: 'approve' | 'connect' | 'customer';
        readonly partner: TenantId;
        readonly expiresAt: number;
        readonly acceptsUnknownMfa: boolean;
        /** As the operator said it: of a reseller nothing but Microsoft Graph is asked for. */
        readonly partnerKind?: string;
        /** The grant that the account gave before. */
        readonly grant?: GrantId;
        /** Whose claims challenge the link carries; of a customer that is invited, its tenant. */
        readonly tenant?: TenantId;
      }
    /** Its link opens nothing any more. */
    | { readonly type: 'invitation.revoked'; readonly invitation: InvitationId; readonly partner: TenantId }
    | { readonly type: 'customers.read'; readonly partner: TenantId; readonly customers: number }
    | { readonly type: 'consent.started'; readonly invitation: InvitationId; readonly partner: TenantId }
    | {
        readonly type: 'consent.refused';
        readonly code: ErrorCode;
        readonly reason?: string;
        readonly invitation?: InvitationId;
        readonly partner?: TenantId;
      }
    /** Who signed in for a customer that was not known: from now on this tenant is the one that the sign-in is about. */
    | {
        readonly type: 'customer.identified';
        readonly invitation: InvitationId;
        readonly partner: TenantId;
        readonly tenant: TenantId;
        readonly subject: ObjectId;
      }
    /**
     * An administrator of a customer came back from Microsoft's page with a yes. `ok`: a token has shown everything that is wanted;
     * `code` says what stands in the way otherwise.
     */
    | {
        readonly type: 'customer.consented';
        readonly invitation: InvitationId;
        readonly partner: TenantId;
        readonly tenant: TenantId;
        readonly application: ApplicationId;
        readonly ok: boolean;
        readonly code?: ErrorCode;
      }
    /** The same was looked at again. */
    | {
        readonly type: 'customer.checked';
        readonly partner: TenantId;
        readonly tenant: TenantId;
        readonly application: ApplicationId;
        readonly ok: boolean;
        readonly code?: ErrorCode;
      }
    | {
        readonly type: 'application.approved';
        readonly invitation: InvitationId;
        readonly partner: TenantId;
        readonly application: ApplicationId;
      }
    | {
        readonly type: 'grant.sealed';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly subject: ObjectId;
        /** Absent for a sign-in by device code. */
        readonly invitation?: InvitationId;
        /** The public registration of a sign-in by device code. */
        readonly application?: ApplicationId;
        readonly version: number;
        readonly mfa: 'confirmed' | 'overridden';
        readonly amr: readonly string[];
        /** True where the account is one: a service account with less serves better. Absent otherwise, and where no token said. */
        readonly isGlobalAdministrator?: true;
      }
    /** A sign-in by device code was started, for the operator's own terminal. */
    | {
        readonly type: 'device_code.started';
        readonly partner: TenantId;
        readonly application: ApplicationId;
        readonly expiresAt: number;
        readonly acceptsUnknownMfa: boolean;
      }
    /** A refresh token of another tool was proven, and its newest successor is about to be stored. */
    | {
        readonly type: 'grant.imported';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly subject: ObjectId;
        readonly application: ApplicationId;
        readonly version: number;
        readonly mfa: 'confirmed' | 'overridden';
        readonly amr: readonly string[];
        readonly acceptsUnknownMfa: boolean;
      }
    | {
        readonly type: 'import.refused';
        readonly code: ErrorCode;
        readonly reason?: string;
        /** As it was said. */
        readonly partner: TenantId;
      }
    | {
        readonly type: 'grant.renewed';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly version: number;
      }
    /** An operator began to move what lies elsewhere into this vault. */
    | {
        readonly type: 'vault.move_started';
        readonly to: string;
        readonly partner?: TenantId;
        readonly grant?: GrantId;
      }
    /** A copy of the refresh token is about to leave. `to` is the URL of the secret that it goes into, or the key that it is sealed to. */
    | {
        readonly type: 'grant.exported';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly version: number;
        readonly to: string;
      }
    /** The refresh token was moved from one vault to another. */
    | {
        readonly type: 'grant.moved';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly version: number;
        readonly from?: string;
        readonly to: string;
      }
    /** The stored refresh token was dead, and a successor that was only in memory was stored in time. */
    | {
        readonly type: 'grant.saved';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly version: number;
      }
    | {
        readonly type: 'grant.state_changed';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly state: string;
        readonly reason: string;
      }
    /** The partner's own tenant refuses a grant that is not dead: seen by a check, for the first time in a row. */
    | {
        readonly type: 'grant.refused';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly code: ErrorCode;
        /** Microsoft's number. */
        readonly aadsts?: number;
      }
    /** … and does not any more. */
    | { readonly type: 'grant.accepted'; readonly grant: GrantId; readonly partner: TenantId }
    /** A grant is about to be taken back, or its account to be signed out everywhere. */
    | {
        readonly type: 'grant.take_back';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly act: 'revoke' | 'purge' | 'sign_out';
      }
    /** Every grant of a partner, or of all when it names none, is about to be taken back. */
    | { readonly type: 'grants.take_back'; readonly partner?: TenantId }
    /** What is left of the refresh tokens of a grant. `vault` and `secret` name where it lay; neither is secret. */
    | {
        readonly type: 'grant.purged';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly outcome: 'destroyed' | 'recoverable' | 'disabled';
        readonly vault: string;
        readonly secret?: string;
        /** Until when it can be recovered. */
        readonly expiresAt?: number;
      }
    /** Microsoft ended every session of the account, with every refresh token that it had. */
    | { readonly type: 'grant.signed_out'; readonly grant: GrantId; readonly partner: TenantId }
    /** The kill switch: of one partner, or of everything when it names none. `reason` is the operator's. */
    | { readonly type: 'stop.set'; readonly partner?: TenantId; readonly reason: string }
    | { readonly type: 'stop.lifted'; readonly partner?: TenantId }
    | {
        readonly type: 'token.issued';
        readonly access: 'delegated' | 'app-only';
        readonly partner: TenantId;
        readonly tenant: TenantId;
        readonly resource: string;
        readonly scopes: readonly string[];
        /** Absent for a token of the application alone. */
        readonly grant?: GrantId;
        readonly fromCache: boolean;
        readonly expiresAt: number;
      }
    | {
        readonly type: 'token.refused';
        readonly code: ErrorCode;
        readonly access?: 'delegated' | 'app-only';
        readonly partner?: TenantId;
        readonly tenant?: TenantId;
        readonly resource?: string;
      }
    /** `policy` is the whole policy, as JSON. */
    | {
        readonly type: 'caller.added';
        readonly caller: CallerId;
        readonly name: string;
        readonly policy: string;
      }
    /** A forward call is about to leave. */
    | (AboutCall & {
        readonly type: 'call.forwarded';
        readonly grant: GrantId;
        readonly method: string;
        /** Without the query, which may hold what nobody should read here. */
        readonly path: string;
      })
    /** What became of it: `status` is the API's, `code` is there when no whole answer came. */
    | (AboutCall & {
        readonly type: 'call.answered';
        readonly grant: GrantId;
        readonly status?: number;
        readonly code?: ErrorCode;
        /** Why not all of a body was passed on. */
        readonly reason?: 'caller left' | 'broken off';
        /** Of the body, as they came over the wire. */
        readonly bytes: number;
        readonly attempts: number;
        /** As Partner Center says it; absent where it says nothing. */
        readonly isMfaCompliant?: boolean;
      })
    | {
        readonly type: 'call.refused';
        readonly code: ErrorCode;
        readonly partner?: TenantId;
        readonly tenant?: TenantId;
        readonly resource?: string;
        readonly method: string;
      }
    /** Permissions on one API are about to be consented to in a customer's tenant. */
    | (AboutConsent & {
        readonly type: 'customer_consent.grant';
        readonly application: ApplicationId;
        /** The application id of the API. */
        readonly resource: string;
        readonly scopes: readonly string[];
      })
    /** What came of it; `code` is there when it is not proved. */
    | (AboutConsent & {
        readonly type: 'customer_consent.granted';
        readonly application: ApplicationId;
        readonly resource: string;
        readonly scopes: readonly string[];
        readonly outcome: 'proved' | 'granted' | 'skipped' | 'failed';
        readonly code?: ErrorCode;
      })
    /** Everything that the application is consented to in a customer's tenant is about to be withdrawn. */
    | (AboutConsent & { readonly type: 'customer_consent.withdraw'; readonly application: ApplicationId })
    | (AboutConsent & {
        readonly type: 'customer_consent.withdrawn';
        readonly application: ApplicationId;
        readonly outcome: 'proved' | 'withdrawn';
        readonly code?: ErrorCode;
      })
    | (AboutConsent & { readonly type: 'customer_consent.refused'; readonly code: ErrorCode })
    /** An account is asked to sign in, so that it is seen whether that takes MFA. `tenant`: whose account. */
    | {
        readonly type: 'account_test.started';
        readonly tenant: TenantId;
        readonly application: ApplicationId;
        readonly way: 'browser' | 'device-code';
        readonly expiresAt: number;
        /** Absent for a sign-in by device code. */
        readonly invitation?: InvitationId;
      }
    /** It signed in, and nothing of that was kept but this. `reason` and `result` as in docs/posture.md. */
    | {
        readonly type: 'account.tested';
        readonly tenant: TenantId;
        readonly subject: ObjectId;
        readonly application: ApplicationId;
        readonly way: 'browser' | 'device-code';
        readonly invitation?: InvitationId;
        /** As the token had it; absent where it had none. */
        readonly amr?: readonly string[];
        readonly result: 'pass' | 'fail' | 'probably';
        readonly reason: string;
        /** What Microsoft's own cmdlet says of the same token. */
        readonly cmdlet: 'pass' | 'fail';
      }
    /** Partner Center saw no MFA in the sign-in of this grant: its calls are refused, or soon will be. */
    | { readonly type: 'grant.mfa_missing'; readonly grant: GrantId; readonly partner: TenantId }
    /** A task over many customers is about to begin. `params` is what it was given, as JSON. */
    | {
        readonly type: 'sweep.started';
        readonly sweep: SweepId;
        readonly task: string;
        readonly params: string;
        readonly partners: readonly TenantId[];
        /** How many; absent where Partner Center is asked which ones there are. */
        readonly customers?: number;
        readonly dryRun: boolean;
      }
    /** No further customer is begun; `code` is there when trouble of ours was the reason. */
    | { readonly type: 'sweep.stopped'; readonly sweep: SweepId; readonly code?: ErrorCode }
    /** It goes on after it was stopped, or, by the broker itself, in another process than the one that began it. */
    | { readonly type: 'sweep.resumed'; readonly sweep: SweepId }
    /** What became of its customers; of those that failed, by class. */
    | {
        readonly type: 'sweep.ended';
        readonly sweep: SweepId;
        readonly done: number;
        readonly unknown: number;
        readonly failed: Readonly<Record<string, number>>;
      }
    /** What was found is about to leave. */
    | { readonly type: 'sweep.read'; readonly sweep: SweepId; readonly format: string }
    /** A report on a partner’s security requirements is about to be made. */
    | { readonly type: 'posture.started'; readonly report: PostureReportId; readonly partner: TenantId }
    /** It is kept: with so many findings, and so many sources that could not be read. */
    | {
        readonly type: 'posture.made';
        readonly report: PostureReportId;
        readonly partner: TenantId;
        readonly findings: number;
        readonly unread: number;
      }
    | {
        readonly type: 'posture.failed';
        readonly report: PostureReportId;
        readonly partner: TenantId;
        readonly code: ErrorCode;
      }
    /** It is about to leave: it names accounts. */
    | { readonly type: 'posture.read'; readonly report: PostureReportId; readonly partner: TenantId }
    /** A sweep is about to be removed, with all that was found. */
    | { readonly type: 'sweep.removed'; readonly sweep: SweepId }
    | { readonly type: 'caller.removed'; readonly caller: CallerId }
    | { readonly type: 'caller.policy_changed'; readonly caller: CallerId; readonly policy: string }
    | { readonly type: 'caller.key_added'; readonly caller: CallerId; readonly key: CallerKeyId }
    | { readonly type: 'caller.key_removed'; readonly caller: CallerId; readonly key: CallerKeyId }
    /** `claims` are all that a token must carry, as JSON. */
    | {
        readonly type: 'caller.identity_added';
        readonly caller: CallerId;
        readonly identity: CallerIdentityId;
        readonly issuer: string;
        readonly claims: string;
      }
    | {
        readonly type: 'caller.identity_removed';
        readonly caller: CallerId;
        readonly identity: CallerIdentityId;
      }
    | { readonly type: 'access.refused'; readonly code: ErrorCode; readonly operation: string }
    /** The audit was verified: how many breaks it had, and how many grants were older than it says. */
    | {
        readonly type: 'audit.verified';
        readonly ok: boolean;
        readonly breaks: number;
        readonly findings: number;
      }
    /** At a start, the anchored head of a chain did not stand in the chain any more. */
    | { readonly type: 'audit.cut'; readonly writer: string; readonly sequence: number }
    /** The files of our own credentials changed: name and thumbprint of those that are used from now on, in their order. */
    | { readonly type: 'credential.changed'; readonly credentials: readonly string[] }
    /** Nothing is sealed under this master key any more. */
    | { readonly type: 'master_key.freed'; readonly masterKey: string }
    /** A backup was begun, sealed to this recovery key. */
    | { readonly type: 'backup.created'; readonly recoveryKey: string; readonly takenAt: number }
    /** The first record of a store that was restored: from which one, as it was when, and what became of its grants. */
    | {
        readonly type: 'store.restored';
        readonly store: string;
        readonly takenAt: number;
        readonly held: number;
        readonly revoked: number;
      }
    /** A held grant was put to the proof at the partner's own tenant; `code` is there when it did not pass. */
    | {
        readonly type: 'grant.checked';
        readonly grant: GrantId;
        readonly partner: TenantId;
        readonly ok: boolean;
        readonly code?: ErrorCode;
      }
  );

/** The name of an event of the audit, such as `token.issued`. */
export type AuditEventType = AuditEvent['type'];

/** Where events go. `write` resolves when the event is durable, and rejects with `audit_unavailable` when it is not. */
export interface AuditSink {
  write(event: AuditEvent): Promise<void>;
}
