import { X509Certificate } from 'node:crypto';
import { type CertificateAndKey, provePossession } from '../../entra/index.ts';
import { ConsentryError, isConsentryError } from '../../errors.ts';
import { isJsonObject } from '../../http/read-json.ts';
import type { ApplicationId } from '../../ids.ts';
import type { Clock, Fetch } from '../../ports.ts';
import { type CredentialSource, call } from '../call.ts';

/** A certificate of a registration, as Graph shows it. */
export interface RegisteredKey {
  readonly keyId: string;
  /** SHA-1 in hexadecimal, in capitals. */
  readonly thumbprint: string | undefined;
}

/** Our own registration, changed by the application itself. */
export interface Registration {
  /**
   * Its object id and its certificates. Undefined where we may not read it: that needs a permission, such as `Application.Read.All`.
   * @throws ConsentryError `api_…` and those of the credential source
   */
  find(): Promise<{ readonly objectId: string; readonly keys: readonly RegisteredKey[] } | undefined>;
  /**
   * Adds a certificate beside those that are there.
   * @param certificate PEM
   * @returns the id of the key, where Graph says it
   * @throws ConsentryError `api_…`, `invalid_configuration` (the signer) and those of the credential source
   */
  addKey(objectId: string, certificate: string): Promise<string | undefined>;
  /** Removes one certificate. It may be that of the signer. @throws ConsentryError as {@link Registration.addKey} */
  removeKey(objectId: string, keyId: string): Promise<void>;
}

/** What is needed to change the certificates of our own registration. */
export interface RegistrationInput {
  readonly fetch: Fetch;
  /** Of the application alone, in the tenant in which it is registered. */
  readonly credential: CredentialSource;
  readonly application: ApplicationId;
  /** A certificate that the registration has, and its key. */
  readonly signer: CertificateAndKey;
  readonly clock: Clock;
}

/**
 * An application needs no permission to add and remove its own certificates, if it proves that it holds the key of one.
 * @see https://learn.microsoft.com/graph/api/application-addkey
 * @see https://learn.microsoft.com/graph/api/application-removekey (2026-11)
 */
export function createRegistration(input: RegistrationInput): Registration {
  const { fetch, credential, application, signer, clock } = input;
  const path = `/v1.0/applications(appId='${application}')`;
  const post = async (action: string, objectId: string, body: object): Promise<unknown> => {
    const proof = await provePossession(signer, objectId, clock);
    const request = { method: 'POST', path: `${path}/${action}`, body: { ...body, proof } } as const;
    return (await call(fetch, await credential(), request)).json;
  };
  return {
    async find() {
      try {
        const request = { method: 'GET', path: `${path}?$select=id,keyCredentials` } as const;
        return readRegistration((await call(fetch, await credential(), request)).json);
      } catch (error) {
        if (isConsentryError(error, 'api_forbidden')) return undefined;
        throw error;
      }
    },
    async addKey(objectId, certificate) {
      const key = new X509Certificate(certificate).raw.toString('base64');
      const keyCredential = { type: 'AsymmetricX509Cert', usage: 'Verify', key };
      const answer = await post('addKey', objectId, { keyCredential, passwordCredential: null });
      return isJsonObject(answer) ? readText(answer['keyId']) : undefined;
    },
    async removeKey(objectId, keyId) {
      await post('removeKey', objectId, { keyId });
    },
  };
}

function readRegistration(answer: unknown): Awaited<ReturnType<Registration['find']>> {
  const objectId = isJsonObject(answer) ? readText(answer['id']) : undefined;
  const listed = isJsonObject(answer) ? answer['keyCredentials'] : undefined;
  if (objectId === undefined || !Array.isArray(listed)) {
    throw new ConsentryError('api_bad_response', { message: 'Graph’s answer is no registration.' });
  }
  const keys = (listed as readonly unknown[]).flatMap((one) => {
    const keyId = isJsonObject(one) ? readText(one['keyId']) : undefined;
    if (!isJsonObject(one) || keyId === undefined) return [];
    return [{ keyId, thumbprint: readThumbprint(one['customKeyIdentifier']) }];
  });
  return { objectId, keys };
}

/** The thumbprint of a certificate of Graph, SHA-1 in hexadecimal, in capitals. Graph writes it in base64, and sometimes in hexadecimal; whoever uploaded the certificate may have written anything (2026-11). */
export function readThumbprint(value: unknown): string | undefined {
  const text = readText(value);
  if (text === undefined || /^[0-9a-f]{40}$/i.test(text)) return text?.toUpperCase();
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 20 ? bytes.toString('hex').toUpperCase() : undefined;
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 256 ? value : undefined;
}
