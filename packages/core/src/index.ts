/**
 * Consent, custody and tokens for Microsoft's partner cloud.
 * The exports stand in the order of the flow: each step's result is the only thing that the next one accepts.
 */

// What everything speaks
export type { AuditActor, AuditEvent, AuditEventType, AuditSink } from './audit.ts';
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
  withWords,
} from './errors.ts';
export {
  type AdminConsentId,
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
  type PostureReportId,
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
export { visible } from './visible.ts';

// The wire to Entra ID
export {
  aadstsCheckedAt,
  type AadstsExplanation,
  aadstsNumbers,
  type AccessTokenClaims,
  type BuiltInCloudName,
  builtInCloudNames,
  type CertificateAndKey,
  type CertificateProblem,
  type CertificateReading,
  type CertificateTerms,
  checkCertificate,
  type ChoosingTokenEndpointInput,
  claimsOf,
  type ClientAuthentication,
  type ClientAuthenticationInput,
  type ClientCredential,
  type Cloud,
  type CloudDeclaration,
  type CloudResource,
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
  type CredentialChoice,
  type CredentialWatch,
  declareCloud,
  type DeviceCode,
  type DeviceCodeEndpoint,
  type DeviceCodeEndpointInput,
  type DeviceCodeOutcome,
  type Dialect,
  type EndpointVersion,
  explainAadsts,
  findDialect,
  findTenantOfDomain,
  type IdTokenClaims,
  type IdTokenReader,
  type IdTokenReaderInput,
  type IdTokenReason,
  isSameCredential,
  listCertificateBlocks,
  listKeyBlocks,
  loginOrigin,
  publicClient,
  readAccessTokenClaims,
  type RequestTerms,
  type ResourceName,
  resourceNames,
  resourceScope,
  type ResponseType,
  type SigningKey,
  type SigningKeys,
  type SigningKeysInput,
  splitCredential,
  type SignInRequest,
  signInUrl,
  standardDialect,
  type SteadyTokenEndpointInput,
  type TokenAnswer,
  type TokenClaims,
  type TokenEndpoint,
  type TokenEndpointInput,
  tokenEndpointLimits,
  type TokenEndpointOf,
  type TokenEndpointRest,
} from './entra/index.ts';

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

// What a refusal means
export { explain } from './explanation/explain.ts';
export type { CodeSource, Explanation } from './explanation/explanation.ts';
export { type RefusalContext, withNextStep } from './explanation/next-step.ts';

// Is it the token that was wanted?
export { checkSignature, type CheckSignatureInput } from './verification/check-signature.ts';
export type {
  CheckName,
  CheckOutcome,
  TokenCheck,
  TokenVerification,
  WantedToken,
} from './verification/token-check.ts';
export { verifyToken, type VerifyTokenInput, withCheck } from './verification/verify-token.ts';

// Consent
export type { ClaimsChallenge, Invitation, InvitationKind, InvitedCustomer } from './consent/invitation.ts';
export {
  type ApiPermissions,
  missingPermissions,
  permissionName,
  permissionsOf,
} from './consent/permissions.ts';
export type { ConsentFlow, ConsentFlows, FlowPurpose } from './consent/consent-flow.ts';
export { digest, isSameDigest, matchesDigest } from './consent/digest.ts';
export type { RedirectUris } from './consent/consent-request.ts';
export { globalAdministratorRole, isGlobalAdministrator } from './consent/directory-roles.ts';
export {
  connectScopes,
  isReseller,
  type PartnerKind,
  partnerKinds,
  requireNamedScopes,
  type ResellerPermission,
  resellerPermissions,
} from './consent/partner-kind.ts';
export {
  type ConsentStart,
  continueToCustomer,
  requireUsable,
  startConsent,
  type StartConsentDeps,
} from './consent/start-consent.ts';
export {
  type CallbackInput,
  findCallbackInvitation,
  findCallbackPurpose,
  type TakeFlowDeps,
} from './consent/take-flow.ts';
export {
  type ApprovalAnswer,
  type ConsentCode,
  readApproval,
  readCallback,
  type ReadCallbackDeps,
} from './consent/read-callback.ts';
export type { ProveAnswerDeps, SaidOfAccount } from './consent/prove-answer.ts';
export type { MfaProbe } from './consent/mfa-probe.ts';
export type { Grant, MfaEvidence } from './consent/grant.ts';
export { redeemCode, type RedeemCodeDeps } from './consent/redeem-code.ts';
export {
  readTestCallback,
  readTestedAnswer,
  redeemTestCode,
  type TestCode,
  type TestedSignIn,
} from './consent/test-sign-in.ts';
export { confirmApproval } from './consent/confirm-approval.ts';

// Consent of a customer's administrator
export {
  type CustomerProblem,
  findCustomerProblem,
  type IdentifiedCustomer,
  identifyCustomer,
  type IdentifyCustomerDeps,
} from './consent/identify-customer.ts';
export { type CustomerAnswer, readCustomerAnswer } from './consent/read-customer-answer.ts';

// Grants without an invitation
export { finishDeviceCode } from './consent/finish-device-code.ts';
export { readRefreshToken, type RefreshTokenProblem } from './consent/read-refresh-token.ts';
export {
  type BroughtRefreshToken,
  importRefreshToken,
  type ImportRefreshTokenDeps,
} from './consent/import-refresh-token.ts';

// The vault
export { type CachingVault, type CachingVaultInput, createCachingVault } from './vault/caching-vault.ts';
export { createEnvelope, type Envelope, type MasterKey } from './vault/envelope.ts';
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
export { claimsChallengeOf } from './vault/claims-challenge.ts';
export { createRoutingVault, type RoutingVaultInput } from './vault/routing-vault.ts';
export { findVaultName, type VaultName } from './vault/vault-name.ts';
export { createMemoryVault } from './vault/memory-vault.ts';
export { checkedEveryMs, forgottenAt } from './vault/exercise-time.ts';
export { seal, type SealDeps, type SealOptions } from './vault/seal.ts';
export { findVaultDomain, vaultResourceOf } from './vault/vault-domain.ts';
export type { FindNewest, NewerSecret, Purged, SecretRecord, SecretRef, Vault } from './vault/vault.ts';

// Tokens
export type { Access, AccessToken, TokenOwner } from './tokens/access-token.ts';
export { concernsAccount } from './tokens/concerns-account.ts';
export { missingScopes } from './tokens/missing-scopes.ts';
export {
  type Acquired,
  type AcquireOptions,
  createTokens,
  type Tokens,
  type TokensDeps,
} from './tokens/acquire.ts';
export type { GrantEvents } from './tokens/grant-events.ts';
export { evidenceOf } from './tokens/judge-refusal.ts';
export { findMeaning, findStateReason, type StateReason } from './tokens/state-reason.ts';
export type { KeepAliveOutcome } from './tokens/keep-alive.ts';
export type { MoveGrant, MoveOutcome } from './tokens/move-grant.ts';
export type { RefreshTokenUse } from './tokens/keep-successor.ts';
export { type Lease, type Leases, type Replicas, unsharedLease } from './tokens/lease.ts';
export { localCredential, type LocalCredentialOptions } from './tokens/local-credential.ts';
export type { SharedTarget, SharedTokens } from './tokens/shared-tokens.ts';
export type { CachedToken } from './tokens/token-cache.ts';
export { readTarget, type Target, type TargetRequest } from './tokens/target.ts';
export type {
  AbortSignalLike,
  CredentialRequestOptions,
  CredentialToken,
  TokenCredential,
} from './token-credential/token-credential.ts';

// Calls: one way for all APIs
export { retryAfterMs } from './http/retry-after.ts';
export {
  type ApiAnswer,
  type ApiRequest,
  call,
  type Credential,
  type CredentialSource,
  resolvePath,
} from './apis/call.ts';
export type { ApiTarget } from './apis/api-target.ts';
export { apiLimits, type CallLimit, type LimitName, operationLimits } from './apis/call-limits.ts';
export { type CallLimiter, createCallLimiter, type LimitedCall } from './apis/call-limiter.ts';
export { type Api, type ApiCall, type ApiPorts, createApi } from './apis/api.ts';
export { type Apis, type ApisPorts, createApis } from './apis/apis.ts';

// Calls: Partner Center
export {
  createPartnerCenter,
  type PartnerCenter,
  type PartnerCenterOptions,
} from './apis/partner-center/partner-center.ts';
export {
  type AnswerKind,
  type Operation,
  type OperationAccess,
  pagesCheckedAt,
  pagesUrl,
} from './apis/partner-center/operation.ts';
export { partnerCenterOperations } from './apis/partner-center/operations.ts';
export type * from './apis/partner-center/resources.ts';
export type { Filter, FilterOperator } from './apis/partner-center/filter.ts';
export { findDate } from './apis/partner-center/find-date.ts';
export { type AuditQuery, findAuditedValue } from './apis/partner-center/audit-records.ts';
export { findCustomerInPath } from './apis/partner-center/customer-in-path.ts';
export { createMfaProbe } from './apis/partner-center/validate-mfa.ts';
export {
  createWebhookReader,
  webhookCertificateFolder,
  type WebhookReader,
  type WebhookReaderInput,
} from './apis/partner-center/webhooks/create-webhook-reader.ts';
export type { WebhookDelivery } from './apis/partner-center/webhooks/read-delivery.ts';
export type { WebhookEvent } from './apis/partner-center/webhooks/webhook-event.ts';

// Calls: Graph
export { type ODataQuery, odataQuery, odataText } from './apis/odata.ts';
export { createGraph, type Graph, type GraphOptions, type GraphUserQuery } from './apis/graph/graph.ts';
export type {
  GraphMembership,
  GraphOrganization,
  GraphPermission,
  GraphPermissionGrant,
  GraphServicePrincipal,
  GraphUser,
} from './apis/graph/directory.ts';
export type { BatchOutcome, BatchRequest } from './apis/graph/batch-request.ts';
export { approvalUrl, type Gdap } from './apis/graph/gdap/gdap.ts';
export type {
  GdapAccessDetails,
  GdapAssignment,
  GdapCustomer,
  GdapProposal,
  GdapRelationship,
} from './apis/graph/gdap/relationship.ts';
export {
  createRegistration,
  type RegisteredKey,
  type Registration,
  type RegistrationInput,
} from './apis/graph/registration.ts';

// Calls: Defender and Azure
export { createDefender, type Defender, type DefenderOptions } from './apis/defender/defender.ts';
export type { Alert, Incident, IncidentComment, IncidentStatus, Severity } from './apis/defender/incident.ts';
export type { DefenderInstant, IncidentFilter } from './apis/defender/incident-filter.ts';
export {
  type Classification,
  type Determination,
  determinations,
  type IncidentChanges,
} from './apis/defender/update-incident.ts';
export type { HuntingResult } from './apis/defender/hunt.ts';
export type { DefenderRegion } from './apis/defender/regional-credential.ts';
export { type Arm, type ArmSubscription, type ArmTenant, createArm } from './apis/arm/arm.ts';

// Calls of a caller, passed on
export { type Beginning, continueBody, readBeginning } from './http/beginning.ts';
export { type CallPath, readCallPath } from './apis/forward/read-call-path.ts';
export { type ForwardAnswer, forwardCall, type ForwardRequest } from './apis/forward/forward-call.ts';

// Consent at customers
export {
  readWantedConsents,
  type WantedConsent,
  type WantedConsents,
} from './customer-consents/read-wanted.ts';
export { type ConsentResource, consentResourceNames } from './customer-consents/consent-resources.ts';
export type { ConsentDeps, CustomerTokens } from './customer-consents/consent-deps.ts';
export {
  type ConsentPlan,
  planConsents,
  type PlannedConsent,
  requireCustomer,
} from './customer-consents/plan-consents.ts';
export { type ConsentGrant, grantConsents, type GrantedConsent } from './customer-consents/grant-consents.ts';
export {
  type ConsentList,
  type ConsentWithdrawal,
  listConsents,
  type ListedConsent,
  withdrawConsents,
} from './customer-consents/withdraw-consents.ts';
export type { ConsentFailure } from './customer-consents/consent-refusal.ts';
export {
  type ConsentItem,
  type ConsentRecords,
  type ConsentRow,
  type ConsentTask,
  type ConsentTaskDeps,
  createConsentTasks,
} from './customer-consents/consent-tasks.ts';

// Whether the partner meets the security requirements
export { type ReadSourcesDeps, readSources } from './posture/sources/read-sources.ts';
export { readDomains } from './posture/sources/read-directory.ts';
export { readPolicies } from './posture/sources/read-policies.ts';
export { readSource, type Source, valueOf } from './posture/sources/source.ts';
export { type SourceName, type SourceRow, sourceTable } from './posture/sources/source-table.ts';
export type { GrantFacts, GroupMembers, RoleHolders, Sources } from './posture/sources/sources.ts';
export { type AboutPartner, type JudgedAs, type RemarkId, remarkTable } from './posture/judged-as.ts';
export { type NotOfferedCode, notOfferedTable } from './posture/not-offered.ts';
export { assess, type Report, type Unread } from './posture/assess.ts';
export type {
  AccountKind,
  AccountRow,
  AccountState,
  CoveredBy,
  PolicyName,
} from './posture/tables/account-row.ts';
export type { AccountCount, AccountTable } from './posture/tables/account-table.ts';
export type { ApplicationRow, ApplicationTable } from './posture/tables/application-table.ts';
export { listAccountRows } from './posture/tables/list-account-rows.ts';
export type { MethodTable } from './posture/tables/method-table.ts';
export type { PortalTable } from './posture/tables/portal-table.ts';
export type { Tables } from './posture/tables/tables.ts';
export {
  type CombinableReport,
  type CombinedFigure,
  type CombinedFinding,
  type CombinedReport,
  combineReports,
  type LeftOut,
} from './posture/combine-reports.ts';
export { type Changes, type ComparedReport, compareReports, findingKey } from './posture/compare.ts';
export {
  type Evidence,
  type Finding,
  findingSeverities,
  type FindingRow,
  type FindingSeverity,
  type Owner,
  type Remedy,
} from './posture/findings/finding.ts';
export { type FindingId, findingTable } from './posture/findings/finding-table.ts';
export type { Figure, FigureName } from './posture/share.ts';
export {
  type AccountTest,
  type AccountTestReason,
  accountTestVerdicts,
  testAccount,
  type TenantFacts,
} from './posture/test-account.ts';

// When grants stop working
export { type CauseRow, causeTable, type EndCause } from './forecast/cause-table.ts';
export type {
  CredentialFacts,
  ForecastGrant,
  ForecastSources,
  FrequencyFacts,
  GrantEndFacts,
  RefusalFacts,
  RelationshipFacts,
} from './forecast/forecast-facts.ts';
export type { Ending } from './forecast/ending.ts';
export { forecastGrant, type GrantForecast } from './forecast/forecast-grant.ts';
export {
  forecastPartner,
  type PartnerEndFacts,
  type PartnerForecast,
  type UnreadEnd,
} from './forecast/forecast-partner.ts';
export type { Happened } from './forecast/find-happened.ts';
export { readForecastSources, type ReadForecastSourcesDeps } from './forecast/read-forecast-sources.ts';

// One task over many customers
export { createPlaces, type Places } from './fleet/places.ts';
export { createSweeps, type SweepPlan, type Sweeps, type SweepsDeps } from './fleet/create-sweeps.ts';
export { createMemorySweepStore, examplesOfCause } from './fleet/memory-sweep-store.ts';
export { createRedemptionBudget, type RedemptionBudget } from './fleet/redemption-budget.ts';
export { rowLimits } from './fleet/collect-rows.ts';
export { type FailureReach, isOfTheMoment, type JudgedFailure, judgeFailure } from './fleet/judge-failure.ts';
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
export { type SeenReach, tokenReachTask } from './fleet/tasks/token-reach.ts';
