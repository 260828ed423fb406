/**
 * The wire: Entra's endpoints, requests and answers.
 * In: ids, secrets, a cloud, the answers of the identity provider.
 * Out: URLs for a browser, `TokenAnswer`, `IdTokenClaims`, errors with a class, a remedy and safe facts.
 * Called by: `consent/` and `tokens/`.
 * Trusts: the configured cloud and the ports. Not the network, not a token before its signature is checked,
 * never an `error_description`. Seconds and snake_case live and die here.
 */
export { type AccessTokenClaims, readAccessTokenClaims } from './access-token-claims.ts';
export { type AdminConsentRequest, adminConsentUrl } from './admin-consent-url.ts';
export { type AuthorizeRequest, authorizeUrl } from './authorize-url.ts';
export {
  type ClientAuthentication,
  type ClientAuthenticationInput,
  type ClientCredential,
  createClientAuthentication,
  isSameCredential,
} from './client-credential.ts';
export {
  type BuiltInCloudName,
  builtInCloudNames,
  type Cloud,
  type CloudDeclaration,
  type CloudResource,
  clouds,
  declareCloud,
  type ResourceName,
  resourceNames,
  resourceScope,
} from './clouds.ts';
export { type DecodedToken, decodeToken, type TokenClaims } from './decode-token.ts';
export { type Dialect, findDialect, type ResponseType, standardDialect } from './dialect.ts';
export {
  createDeviceCodeEndpoint,
  type DeviceCode,
  type DeviceCodeEndpoint,
  type DeviceCodeEndpointInput,
  type DeviceCodeOutcome,
} from './device-code-endpoint.ts';
export {
  adminConsentEndpoint,
  type Authority,
  authorizeEndpoint,
  discoveryEndpoint,
  type EndpointVersion,
  loginOrigin,
  tokenEndpoint,
} from './endpoints.ts';
export { findTenantOfDomain } from './find-tenant.ts';
export { aadstsCheckedAt } from './aadsts.ts';
export { createChoosingTokenEndpoint, type ChoosingTokenEndpointInput } from './choosing-token-endpoint.ts';
export { createCredentialChoice, type CredentialChoice, type CredentialWatch } from './credential-choice.ts';
export { type AadstsExplanation, aadstsNumbers, explainAadsts } from './explain.ts';
export {
  createIdTokenReader,
  type IdTokenClaims,
  type IdTokenReader,
  type IdTokenReaderInput,
  type IdTokenReason,
} from './id-token.ts';
export { codeChallenge, createVerifier } from './pkce.ts';
export {
  type CertificateAndKey,
  type CertificateProblem,
  type CertificateReading,
  type CertificateTerms,
  checkCertificate,
} from './read-certificate.ts';
export { type SignInRequest, signInUrl } from './sign-in-url.ts';
export {
  createSigningKeys,
  type SigningKey,
  type SigningKeys,
  type SigningKeysInput,
} from './signing-keys.ts';
export { listCertificateBlocks, listKeyBlocks } from './pem.ts';
export { provePossession } from './prove-possession.ts';
export { splitCredential } from './split-credential.ts';
export {
  createSteadyTokenEndpoint,
  type SteadyTokenEndpointInput,
  tokenEndpointLimits,
  type TokenEndpointRest,
} from './steady-token-endpoint.ts';
export {
  createTokenEndpoint,
  publicClient,
  type RequestTerms,
  type TokenAnswer,
  type TokenEndpoint,
  type TokenEndpointInput,
} from './token-endpoint.ts';
export { createTokenEndpointOf, type TokenEndpointOf } from './token-endpoints.ts';
export { claimsOf } from './token-failure.ts';
