import { ConsentryError, isConsentryError } from '../errors.ts';
import type { ClientAuthentication } from './client-credential.ts';

/** Told what becomes of our credentials. Neither may throw. */
export interface CredentialWatch {
  /** The identity provider does not accept it any more. Told once, until it is accepted again. */
  refused(credential: ClientAuthentication, refusal: ConsentryError): void;
  /** After a refusal, the application proves itself by this one. */
  chosen(credential: ClientAuthentication): void;
}

/** The credentials of one application, of which one serves and the others stand ready. */
export interface CredentialChoice {
  /** In the order in which they were given. */
  readonly all: readonly ClientAuthentication[];
  /** It was not accepted when it was last used. */
  isRefused(credential: ClientAuthentication): boolean;
  /**
   * Asks with the credential that served last, and where the identity provider refuses it, at once with the others, each once.
   * The first that is accepted serves from then on, until it is refused itself.
   *
   * @param ask makes one request; it must give the identity provider nothing that a refused credential could use up
   * @throws ConsentryError what `ask` throws; where all are refused, the first refusal, with the others in `facts.alsoRefused`
   */
  prove<T>(ask: (credential: ClientAuthentication) => Promise<T>): Promise<T>;
}

export interface CredentialChoiceInput {
  readonly credentials: OneOrMore<ClientAuthentication>;
  readonly watch: CredentialWatch;
}

/**
 * Remembers in memory which credential serves: a new process begins with the first one again.
 *
 * A refused credential uses nothing up: the client is authenticated before the code or the refresh token is looked at. For a code of
 * Entra's that is a guess (2026-11); if it is wrong, the person signs in again, as without a second credential.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.2.1
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
 */
export function createCredentialChoice({ credentials: all, watch }: CredentialChoiceInput): CredentialChoice {
  const refused = new Set<ClientAuthentication>();
  let [serving] = all;

  const refuse = (credential: ClientAuthentication, refusal: ConsentryError): void => {
    if (refused.has(credential)) return;
    refused.add(credential);
    watch.refused(credential, refusal);
  };
  const choose = (credential: ClientAuthentication): void => {
    if (serving === credential && !refused.has(credential)) return;
    refused.delete(credential);
    serving = credential;
    watch.chosen(credential);
  };

  const proveBy = async <T>(
    [credential, ...others]: OneOrMore<ClientAuthentication>,
    ask: (credential: ClientAuthentication) => Promise<T>,
    before: readonly Refusal[],
  ): Promise<T> => {
    // One that was under way when it was refused elsewhere, and is accepted late, shows nothing.
    const wasRefused = refused.has(credential);
    try {
      const answer = await ask(credential);
      if (wasRefused || before.length > 0) choose(credential);
      return answer;
    } catch (error) {
      if (!isRefusalOfCredential(error)) {
        if (before.length > 0 && isAnswer(error)) choose(credential);
        throw error;
      }
      refuse(credential, error);
      const refusals = [...before, { credential, error }] as const;
      const [next, ...further] = others;
      if (next === undefined) throw allRefused(refusals);
      return proveBy([next, ...further], ask, refusals);
    }
  };

  return {
    all,
    isRefused: (credential) => refused.has(credential),
    prove: (ask) => proveBy([serving, ...all.filter((other) => other !== serving)], ask, []),
  };
}

type OneOrMore<Item> = readonly [Item, ...Item[]];

interface Refusal {
  readonly credential: ClientAuthentication;
  readonly error: ConsentryError;
}

/** What the registration is refused for, or a request without any credential: another credential changes nothing. */
const ofRegistration: readonly unknown[] = [700025, 7000218];

function isRefusalOfCredential(error: unknown): error is ConsentryError {
  return isConsentryError(error, 'client_credential') && !ofRegistration.includes(error.facts['aadsts']);
}

/**
 * Another refusal in Entra's words, of a request that came as far as the credential a moment ago: this one was accepted.
 * What the registration is refused for says nothing of the credential.
 */
function isAnswer(error: unknown): boolean {
  return (
    isConsentryError(error) &&
    error.code !== 'client_credential' &&
    error.facts['error'] !== undefined &&
    error.entry.failureClass !== 'retry'
  );
}

function allRefused([first, ...others]: readonly [...Refusal[], Refusal]): ConsentryError {
  const { code, message, remedy, facts } = first.error;
  if (others.length === 0) return first.error;
  const alsoRefused = others.map(({ credential, error }) =>
    error.facts['aadsts'] === undefined
      ? credential.name
      : `${credential.name} (AADSTS${String(error.facts['aadsts'])})`,
  );
  return new ConsentryError(code, {
    message,
    remedy,
    facts: { ...facts, alsoRefused },
    cause: first.error,
  });
}
