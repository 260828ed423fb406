import { ConsentryError, isConsentryError } from '../errors.ts';
import type { Clock } from '../ports.ts';
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
  /** In the order in which they were given. Others, once they were replaced. */
  readonly all: readonly ClientAuthentication[];
  /** By which one the application proves itself now. */
  readonly serving: ClientAuthentication;
  /** Those that were replaced while requests are still under way with them: until they are answered, the identity provider must know them. */
  readonly retiring: readonly ClientAuthentication[];
  /** It was not accepted when it was last used. */
  isRefused(credential: ClientAuthentication): boolean;
  /**
   * When the identity provider first gave a token for it since it was taken up, epoch milliseconds; a token, so that no other
   * refusal is taken for one. Undefined: never. Serving alone shows nothing: the first one serves before anybody has asked with it.
   */
  acceptedAt(credential: ClientAuthentication): number | undefined;
  /**
   * Asks with the credential that served last, and where the identity provider refuses it, at once with the others, each once.
   * The first that is accepted serves from then on, until it is refused itself. Where all are refused, others are looked for once.
   *
   * @param ask makes one request; it must give the identity provider nothing that a refused credential could use up
   * @throws ConsentryError what `ask` throws; where all are refused, the first refusal, with the others in `facts.alsoRefused`
   */
  prove<T>(ask: (credential: ClientAuthentication) => Promise<T>): Promise<T>;
  /**
   * Asks with each once, whichever serves, and notes which are accepted and which are refused. None is chosen by it.
   * @throws ConsentryError what `ask` throws, other than the refusal of a credential
   */
  proveEach(ask: (credential: ClientAuthentication) => Promise<unknown>): Promise<void>;
  /** From the next request on these are used, and nothing is known of any: as in a new process, the first one begins. */
  replace(credentials: OneOrMore<ClientAuthentication>): void;
}

export interface CredentialChoiceInput {
  readonly credentials: OneOrMore<ClientAuthentication>;
  readonly watch: CredentialWatch;
  readonly clock: Clock;
  /** Asked when all are refused: replaces them where there are others. It must not reject. */
  readonly renew?: () => Promise<void>;
}

/**
 * Remembers in memory which credential serves: a new process begins with the first one again.
 *
 * A refused credential uses nothing up: the client is authenticated before the code or the refresh token is looked at. For a code of
 * Entra's that is a guess (2026-11); if it is wrong, the person signs in again, as without a second credential.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.2.1
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
 */
export function createCredentialChoice(input: CredentialChoiceInput): CredentialChoice {
  const { watch, clock, renew = async () => undefined } = input;
  const refused = new Set<ClientAuthentication>();
  const accepted = new Map<ClientAuthentication, number>();
  const underWay = countUnderWay();
  let all = input.credentials;
  let [serving] = all;
  // It came in the place of one that was refused, and was not accepted yet.
  let isHoped = false;

  const refuse = (credential: ClientAuthentication, refusal: ConsentryError): void => {
    if (refused.has(credential) || !all.includes(credential)) return;
    refused.add(credential);
    watch.refused(credential, refusal);
  };
  const accept = (credential: ClientAuthentication): void => {
    if (all.includes(credential) && !accepted.has(credential)) accepted.set(credential, clock.now());
  };
  const choose = (credential: ClientAuthentication): void => {
    if (!all.includes(credential)) return;
    if (serving === credential && !refused.has(credential) && !isHoped) return;
    refused.delete(credential);
    serving = credential;
    isHoped = false;
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
      const answer = await underWay.during(credential, () => ask(credential));
      accept(credential);
      if (wasRefused || isHoped || before.length > 0) choose(credential);
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
    get all() {
      return all;
    },
    get serving() {
      return serving;
    },
    get retiring() {
      return underWay.list().filter((credential) => !all.includes(credential));
    },
    isRefused: (credential) => refused.has(credential),
    acceptedAt: (credential) => accepted.get(credential),
    async prove(ask) {
      const tried = [serving, ...all.filter((other) => other !== serving)] as const;
      try {
        return await proveBy(tried, ask, []);
      } catch (error) {
        if (!isRefusalOfCredential(error)) throw error;
        await renew();
        const [next, ...further] = all.filter((credential) => !tried.includes(credential));
        if (next === undefined) throw error;
        return proveBy([next, ...further], ask, []);
      }
    },
    async proveEach(ask) {
      for (const credential of all) {
        try {
          await underWay.during(credential, () => ask(credential));
          accept(credential);
        } catch (error) {
          if (!isRefusalOfCredential(error)) throw error;
          refuse(credential, error);
        }
      }
    },
    replace(credentials) {
      isHoped = refused.has(serving);
      refused.clear();
      accepted.clear();
      all = credentials;
      [serving] = all;
    },
  };
}

/** Which credentials requests are under way with. */
function countUnderWay() {
  const counts = new Map<ClientAuthentication, number>();
  return {
    list: (): readonly ClientAuthentication[] => [...counts.keys()],
    async during<T>(credential: ClientAuthentication, work: () => Promise<T>): Promise<T> {
      counts.set(credential, (counts.get(credential) ?? 0) + 1);
      try {
        return await work();
      } finally {
        const left = (counts.get(credential) ?? 1) - 1;
        if (left === 0) counts.delete(credential);
        else counts.set(credential, left);
      }
    },
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
