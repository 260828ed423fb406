import {
  type AuditSink,
  type Clock,
  type CredentialChoice,
  type CredentialWatch,
  createCredentialChoice,
  isConsentryError,
  type Random,
} from '@consentry/core';
import type { CredentialNews } from './alerts/tell-of-credentials.ts';
import type { Problem } from './config/report.ts';
import type { BrokerConfig } from './config.ts';
import type { Log } from './log.ts';
import { openCredentials } from './open-credentials.ts';

/** How our application proves itself, and where that changes. */
export interface OwnCredentials {
  readonly choice: CredentialChoice;
  /**
   * Looks whether the files of the credentials hold others now, and takes those up; to be called every few seconds. What
   * cannot be used is not taken: the credentials that were read before go on.
   * @throws ConsentryError `audit_unavailable`: a change could not be recorded, and was not taken up
   */
  look(): Promise<void>;
  /** What keeps the files, as they are now, from being taken up. */
  problems(): readonly Problem[];
}

export interface OwnCredentialsDeps {
  readonly clock: Clock;
  /** As far as the identity provider's clock is known: what is signed for it is dated by that one. */
  readonly providerClock: Clock;
  readonly random: Random;
  readonly log: Pick<Log, 'error' | 'warn'>;
  readonly audit: AuditSink;
  /** Hears what the log is told. */
  readonly news: CredentialNews;
}

/**
 * Makes the credentials of the application ready. A refusal of one is an error in the log, also while another serves.
 * @throws ConsentryError `invalid_configuration`: one of them cannot be used
 * @see docs/adr/0018-our-credential-changes-while-the-broker-runs.md
 */
export async function createOwnCredentials(
  application: BrokerConfig['application'],
  deps: OwnCredentialsDeps,
): Promise<OwnCredentials> {
  const { clock, providerClock, random, log, audit, news } = deps;
  const ports = { clock: providerClock, random };
  const { id, credentialFiles: files } = application;
  const credentials = await openCredentials(id, application, ports);
  const choice = createCredentialChoice({
    credentials,
    clock,
    watch: logging(news, log),
    renew: () => look().catch(notLookedAt(log)),
  });
  let taken = files?.mark;
  let problems: readonly Problem[] = [];
  let unusable: { readonly mark: string; readonly isTold: boolean } | undefined;
  let looking: Promise<void> | undefined;

  const refuse = (found: readonly Problem[], mark: string): void => {
    problems = found;
    // Somebody may be at it, or one of two files is there already: what is the same at the next look is meant.
    const isSeenAgain = unusable?.mark === mark;
    if (isSeenAgain && unusable?.isTold === false) {
      log.error({ problems: found.map(({ name, problem }) => `${name} ${problem}`) }, notTaken);
      news.unusable(found);
    }
    unusable = { mark, isTold: isSeenAgain };
  };

  const takeUp = async (): Promise<void> => {
    if (files === undefined) return;
    const { credential, secondCredential, mark, ...reading } = files.read(clock.now());
    if (mark === taken) {
      problems = [];
      unusable = undefined;
      return;
    }
    if (credential === undefined || reading.problems.length > 0) return refuse(reading.problems, mark);
    const next = await openCredentials(id, { credential, secondCredential }, ports);
    const names = next.map(({ name, facts }) => [name, facts['credentialThumbprint'] ?? []].flat().join(' '));
    await audit.write({ type: 'credential.changed', at: clock.now(), actor: 'broker', credentials: names });
    choice.replace(next);
    taken = mark;
    problems = [];
    unusable = undefined;
    log.warn({ credentials: names }, 'the files of our credentials changed: these are used from now on');
    news.replaced(names);
  };

  const look = (): Promise<void> => {
    looking ??= takeUp().finally(() => (looking = undefined));
    return looking;
  };
  return { choice, look, problems: () => problems };
}

const notTaken =
  'the files of our credentials changed, and what they hold cannot be used: what was read before goes on';

function logging(news: CredentialWatch, log: Pick<Log, 'error' | 'warn'>): CredentialWatch {
  return {
    refused(one, refusal) {
      const { aadsts, correlationId } = refusal.facts;
      log.error(
        { ...one.facts, aadsts, correlationId },
        'a credential of the application is not accepted any more',
      );
      news.refused(one, refusal);
    },
    chosen(one) {
      log.warn(one.facts, 'the application proves itself by this credential from now on');
      news.chosen(one);
    },
  };
}

function notLookedAt(log: Pick<Log, 'error'>): (error: unknown) => void {
  return (error) => {
    const code = isConsentryError(error) ? error.code : 'internal_error';
    log.error({ code }, 'the files of our credentials could not be looked at');
  };
}
