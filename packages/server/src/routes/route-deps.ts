import type {
  ApiPorts,
  Apis,
  ApplicationId,
  ClientAuthentication,
  Clock,
  Cloud,
  CredentialChoice,
  Fetch,
  FetchStream,
  IdentifyCustomerDeps,
  Random,
  ReadCallbackDeps,
  RedeemCodeDeps,
  RefreshTokenUse,
  SealDeps,
  SigningKeys,
  StartConsentDeps,
  Timer,
  TokenEndpoint,
  Tokens,
  TrustedIssuer,
} from '@consentry/core';
import type { JsonObject } from '@consentry/core/contract';
import type { Authenticator } from '../access/authenticate.ts';
import type { KnownAccess } from '../access/known-access.ts';
import type { AdminConsentConfig, DashboardConfig, EffectiveSettings } from '../config.ts';
import type { RecoveryPublicKey } from '../backup/recovery-key.ts';
import type { DirectGrants } from '../direct-grants.ts';
import type { CallGates } from '../forward/call-gates.ts';
import type { MfaWatch } from '../forward/mfa-watch.ts';
import type { VaultMove } from '../jobs/move-grants.ts';
import type { Log } from '../log.ts';
import type { ExpiryWatch } from '../observe/expiry-watch.ts';
import type { Health } from '../observe/health.ts';
import type { Traffic } from '../observe/traffic.ts';
import type { OpenVault } from '../open-vault.ts';
import type { OwnCredentials } from '../own-credentials.ts';
import type { GrantSignals } from '../posture/grant-signals.ts';
import type { PostureRuns } from '../posture/posture-runs.ts';
import type { Store } from '../stores/store.ts';
import type { SweepRunner } from '../sweeps/sweep-runner-door.ts';

/** What the handlers work with. `app.ts` puts it together. */
export interface RouteDeps extends DirectGrants {
  readonly version: string;
  /** The API as an OpenAPI document. */
  readonly describeApi: () => JsonObject;
  readonly application: {
    readonly id: ApplicationId;
    readonly name: string;
    readonly kind: 'partner' | 'vendor';
  };
  readonly cloud: Cloud;
  /** Without a trailing slash. Host and forwarded headers never build a URL. */
  readonly publicUrl: string;
  /** Undefined: there is no dashboard. */
  readonly dashboard: DashboardConfig | undefined;
  readonly invitationLifetimeMs: number;
  /** Undefined: administrators of customers are not asked. */
  readonly adminConsent: AdminConsentConfig | undefined;
  readonly store: Store;
  readonly access: Pick<
    KnownAccess,
    'listGrants' | 'requireConfirmed' | 'requireRunning' | 'requireStanding'
  >;
  readonly getPolicy: Authenticator['getPolicy'];
  /** Whose tokens callers may present. */
  readonly issuers: readonly TrustedIssuer[];
  readonly startConsent: StartConsentDeps;
  readonly readCallback: ReadCallbackDeps;
  readonly identifyCustomer: IdentifyCustomerDeps;
  readonly redeemCode: RedeemCodeDeps;
  readonly seal: SealDeps;
  readonly tokenEndpoint: TokenEndpoint;
  /** The token endpoint, asked with this credential alone. It rests for nothing: for an operator who waits. */
  readonly tokenEndpointWith: (credential: ClientAuthentication) => TokenEndpoint;
  /** Of the application. */
  readonly credentials: CredentialChoice;
  readonly credentialProblems: OwnCredentials['problems'];
  readonly tokens: Tokens;
  readonly fetch: Fetch;
  /** For calls of the broker's own accord. */
  readonly apiPorts: ApiPorts & { readonly onMfa: NonNullable<ApiPorts['onMfa']> };
  /** Microsoft's APIs, by the tokens that the broker itself has. */
  readonly apis: Apis;
  /**
   * Resolves when a change that was made at this instant is in force on every replica: with the instant from which it is so.
   * @see confirmedForMs
   */
  readonly inForceEverywhere: (madeAt: number) => Promise<number>;
  readonly refreshTokens: RefreshTokenUse;
  readonly vault: Pick<OpenVault, 'vault' | 'forgetGrant' | 'into' | 'configured' | 'openExport'>;
  readonly vaultMove: VaultMove;
  /** Grants, not revoked, whose refresh tokens this broker cannot read. @throws ConsentryError `store_unavailable` */
  readonly countOutOfReach: () => Promise<number>;
  readonly fetchStream: FetchStream;
  readonly sweeps: Pick<SweepRunner, 'tasks' | 'take' | 'leave'>;
  readonly posture: Pick<PostureRuns, 'start'>;
  readonly callGates: CallGates;
  readonly mfaWatch: MfaWatch;
  readonly signals: Pick<GrantSignals, 'settled'>;
  /** Those of the identity provider. */
  readonly signingKeys: Pick<SigningKeys, 'refresh'>;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  /** @throws ConsentryError `audit_unavailable` while nothing can be recorded */
  readonly probeAudit: () => Promise<void>;
  /** @throws ConsentryError `store_unavailable` while nothing can be read */
  readonly probeStore: () => Promise<void>;
  /** @throws ConsentryError `vault_denied`, `vault_unavailable`, `vault_throttled`, `vault_bad_response` */
  readonly probeVault: () => Promise<void>;
  /** Undefined: no backup is given. */
  readonly recoveryKey: RecoveryPublicKey | undefined;
  /** Undefined: a program made the configuration. */
  readonly settings: EffectiveSettings | undefined;
  /** The same for the vault that new refresh tokens go into. */
  readonly probeVaultInto: () => Promise<void>;
  readonly health: Health;
  readonly expiryWatch: Pick<ExpiryWatch, 'lookedAt' | 'soonest' | 'nextOf'>;
  readonly traffic: Pick<Traffic, 'read'>;
  /** True once the broker began to stop. */
  readonly isStopping: () => boolean;
}
