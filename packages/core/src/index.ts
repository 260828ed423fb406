/**
 * Consent, custody and tokens for Microsoft's partner cloud.
 * The exports stand in the order of the flow: each step's result is the only thing that the next one accepts.
 */

export { type Api, type ApiCall, type ApiPorts, createApi } from './apis/api.ts';
export type { ApiTarget } from './apis/api-target.ts';
export { type Apis, createApis } from './apis/apis.ts';
export {
  type ApiAnswer,
  type ApiRequest,
  type Credential,
  type CredentialSource,
  call,
  resolvePath,
} from './apis/call.ts';
export { type CallLimiter, createCallLimiter, type LimitedCall } from './apis/call-limiter.ts';
export { apiLimits, type CallLimit, type LimitName, operationLimits } from './apis/call-limits.ts';
export {
  type ForwardAnswer,
  type ForwardRequest,
  forwardCall,
} from './apis/forward/forward-call.ts';
export { type CallPath, readCallPath } from './apis/forward/read-call-path.ts';
export {
  createGraph,
  type Graph,
  type GraphMembership,
  type GraphOptions,
  type GraphUser,
} from './apis/graph/graph.ts';
export {
  createRegistration,
  type RegisteredKey,
  type Registration,
  type RegistrationInput,
} from './apis/graph/registration.ts';
export { findCustomerInPath } from './apis/partner-center/customer-in-path.ts';
export {
  createPartnerCenter,
  type PartnerCenter,
  type PartnerCenterCustomer,
  type PartnerCenterOptions,
  type PartnerCenterUser,
} from './apis/partner-center/partner-center.ts';
export { createMfaProbe } from './apis/partner-center/validate-mfa.ts';
// What everything speaks
export { type AuditActor, type AuditEvent, type AuditEventType, type AuditSink } from './audit.ts';
// Consent
export { confirmApproval } from './consent/confirm-approval.ts';
export type { ConsentFlow, ConsentFlows } from './consent/consent-flow.ts';
export { digest, isSameDigest, matchesDigest } from './consent/digest.ts';
export { finishDeviceCode } from './consent/finish-device-code.ts';
export type { Grant, MfaEvidence } from './consent/grant.ts';
export {
  type BroughtRefreshToken,
  type ImportRefreshTokenDeps,
  importRefreshToken,
} from './consent/import-refresh-token.ts';
export type { ClaimsChallenge, Invitation, InvitationKind } from './consent/invitation.ts';
export type { MfaProbe } from './consent/mfa-probe.ts';
export type { ProveAnswerDeps, SaidOfAccount } from './consent/prove-answer.ts';
export {
  type ApprovalAnswer,
  type CallbackInput,
  type ConsentCode,
  findCallbackInvitation,
  type ReadApprovalDeps,
  type ReadCallbackDeps,
  readApproval,
  readCallback,
} from './consent/read-callback.ts';
export { type RefreshTokenProblem, readRefreshToken } from './consent/read-refresh-token.ts';
export { type RedeemCodeDeps, redeemCode } from './consent/redeem-code.ts';
export {
  type ConsentStart,
  connectScopes,
  requireUsable,
  type StartConsentDeps,
  startConsent,
} from './consent/start-consent.ts';
// The wire to Entra ID
export {
  type AadstsExplanation,
  type AccessTokenClaims,
  aadstsCheckedAt,
  aadstsNumbers,
  type BuiltInCloudName,
  builtInCloudNames,
  type CertificateAndKey,
  type CertificateProblem,
  type CertificateReading,
  type CertificateTerms,
  type ChoosingTokenEndpointInput,
  type ClientAuthentication,
  type ClientAuthenticationInput,
  type ClientCredential,
  type Cloud,
  type CloudDeclaration,
  type CloudResource,
  type CredentialChoice,
  type CredentialWatch,
  checkCertificate,
  claimsOf,
  clouds,
  createChoosingTokenEndpoint,
  createClientAuthentication,
  createCredentialChoice,
  createDeviceCodeEndpoint,
  createIdTokenReader,
  createSigningKeys,
  createSteadyTokenEndpoint,
  createTokenEndpoint,
  createTokenEndpointOf,
  type DeviceCode,
  type DeviceCodeEndpoint,
  type DeviceCodeEndpointInput,
  type DeviceCodeOutcome,
  type Dialect,
  declareCloud,
  type EndpointVersion,
  explainAadsts,
  findDialect,
  type IdTokenClaims,
  type IdTokenReader,
  type IdTokenReaderInput,
  type IdTokenReason,
  isSameCredential,
  listCertificateBlocks,
  listKeyBlocks,
  loginOrigin,
  publicClient,
  type RequestTerms,
  type ResourceName,
  type ResponseType,
  readAccessTokenClaims,
  resourceNames,
  resourceScope,
  type SigningKey,
  type SigningKeys,
  type SigningKeysInput,
  type SteadyTokenEndpointInput,
  splitCredential,
  standardDialect,
  type TokenAnswer,
  type TokenClaims,
  type TokenEndpoint,
  type TokenEndpointInput,
  type TokenEndpointOf,
  type TokenEndpointRest,
  tokenEndpointLimits,
} from './entra/index.ts';
export {
  type Actor,
  ConsentryError,
  type ConsentryErrorOptions,
  type ErrorCode,
  type ErrorEntry,
  errorTable,
  type Facts,
  type FailureClass,
  isConsentryError,
  type Retry,
} from './errors.ts';
// What a refusal means
export { explain } from './explanation/explain.ts';
export type { CodeSource, Explanation } from './explanation/explanation.ts';
export { type RefusalContext, withNextStep } from './explanation/next-step.ts';
export { type Beginning, continueBody, readBeginning } from './http/beginning.ts';
// Calls
export { retryAfterMs } from './http/retry-after.ts';
export {
  type ApplicationId,
  type CallerId,
  type CallerIdentityId,
  type CallerKeyId,
  createGuid,
  createId,
  type GrantId,
  type InvitationId,
  isGuid,
  type ObjectId,
  readApplicationId,
  readId,
  readObjectId,
  readTenantId,
  type SweepId,
  type TenantId,
} from './ids.ts';
export {
  type Clock,
  type Fetch,
  type FetchStream,
  type IncomingAnswer,
  type IncomingStream,
  type Memory,
  type MemoryBound,
  type OutgoingRequest,
  type OutgoingStream,
  type Random,
  type Timer,
  TransportError,
  type TransportFailure,
  type Wait,
} from './ports.ts';
export { Secret } from './secret.ts';
export type {
  AbortSignalLike,
  CredentialRequestOptions,
  CredentialToken,
  TokenCredential,
} from './token-credential/token-credential.ts';
// Tokens
export type { Access, AccessToken, TokenOwner } from './tokens/access-token.ts';
export {
  type Acquired,
  type AcquireOptions,
  createTokens,
  type Tokens,
  type TokensDeps,
} from './tokens/acquire.ts';
export { concernsAccount } from './tokens/concerns-account.ts';
export type { GrantEvents } from './tokens/grant-events.ts';
export type { KeepAliveOutcome } from './tokens/keep-alive.ts';
export type { RefreshTokenUse } from './tokens/keep-successor.ts';
export { type Lease, type Leases, type Replicas, unsharedLease } from './tokens/lease.ts';
export { type LocalCredentialOptions, localCredential } from './tokens/local-credential.ts';
export { missingScopes } from './tokens/missing-scopes.ts';
export type { MoveGrant, MoveOutcome } from './tokens/move-grant.ts';
export type { SharedTokens } from './tokens/shared-tokens.ts';
export { readTarget, type Target, type TargetRequest } from './tokens/target.ts';
export type { CachedToken } from './tokens/token-cache.ts';
// The vault
export { type CachingVault, type CachingVaultInput, createCachingVault } from './vault/caching-vault.ts';
export { claimsChallengeOf } from './vault/claims-challenge.ts';
export { createEnvelope, type Envelope, type MasterKey } from './vault/envelope.ts';
export { forgottenAt } from './vault/exercise-time.ts';
export type {
  Fence,
  GrantState,
  GrantStore,
  NextVersion,
  PurgeState,
  Revocation,
  RowVersion,
  SaveOutcome,
  SealedGrant,
  StateChange,
} from './vault/grant-store.ts';
export { createMemoryVault } from './vault/memory-vault.ts';
export { createRoutingVault, type RoutingVaultInput } from './vault/routing-vault.ts';
export { type SealDeps, type SealOptions, seal } from './vault/seal.ts';
export type {
  FindNewest,
  NewerSecret,
  Purged,
  SecretRecord,
  SecretRef,
  Vault,
} from './vault/vault.ts';
export { findVaultDomain, vaultResourceOf } from './vault/vault-domain.ts';
export { findVaultName, type VaultName } from './vault/vault-name.ts';
// Is it the token that was wanted?
export { type CheckSignatureInput, checkSignature } from './verification/check-signature.ts';
export type {
  CheckName,
  CheckOutcome,
  TokenCheck,
  TokenVerification,
  WantedToken,
} from './verification/token-check.ts';
export { type VerifyTokenInput, verifyToken, withCheck } from './verification/verify-token.ts';
// Which program asks
export {
  createWorkloadTokenReader,
  type TrustedIssuer,
  type WorkloadClaims,
  type WorkloadReading,
  type WorkloadRefusal,
  type WorkloadTokenReader,
  type WorkloadTokenReaderInput,
} from './workload/index.ts';

// One task over many customers
export { createPlaces, type Places } from './fleet/places.ts';
export { createSweeps, type SweepPlan, type Sweeps, type SweepsDeps } from './fleet/create-sweeps.ts';
export { createMemorySweepStore, examplesOfCause } from './fleet/memory-sweep-store.ts';
export { createRedemptionBudget, type RedemptionBudget } from './fleet/redemption-budget.ts';
export { rowLimits } from './fleet/collect-rows.ts';
export { type FailureReach, isOfTheMoment, judgeFailure, type JudgedFailure } from './fleet/judge-failure.ts';
export type { ItemEnd } from './fleet/item-work.ts';
export { type RunEnd, runSweep, type RunSweepDeps, type SweepRun } from './fleet/run-sweep.ts';
export {
  causeOf,
  countEnded,
  type CustomerFilter,
  type CustomerSource,
  type ItemOutcome,
  type NewItem,
  type Sweep,
  type SweepCause,
  type SweepCounts,
  type SweepFailure,
  type SweepState,
  type SweptItem,
  toFailure,
} from './fleet/sweep.ts';
export type {
  Claim,
  ClaimedItem,
  ItemKey,
  ItemQuery,
  ItemRows,
  NewSweep,
  Settlement,
  SweepStore,
} from './fleet/sweep-store.ts';
export {
  type AcquireTarget,
  type AnySweepTask,
  getTask,
  readingTask,
  readTaskParams,
  type Row,
  type SweepItem,
  type SweepTask,
} from './fleet/sweep-task.ts';
export { builtInTasks } from './fleet/tasks/index.ts';
