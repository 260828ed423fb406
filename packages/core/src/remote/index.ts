/**
 * A client of a broker, typed by the contract.
 * In: the address of a broker and a key. Out: what its endpoints answer.
 * Programs and the command use it. It believes an answer only after checking it against the contract.
 */
export { ConsentryError } from '../errors.ts';
export { Secret } from '../secret.ts';
export type {
  AbortSignalLike,
  CredentialRequestOptions,
  CredentialToken,
  TokenCredential,
} from '../token-credential/token-credential.ts';
export { type CallOptions, createRemote, type Remote, type RemoteOptions } from './create-remote.ts';
export { createCredentialSource } from './credential-source.ts';
export type { ForwardedCall } from './forward-call.ts';
export { remoteCredential, type RemoteCredentialOptions } from './remote-credential.ts';
