import { type ClientAuthentication, type Clock, forgottenAt } from '@consentry/core';
import type { AlertNews } from '../alerts/alert.ts';
import type { Tell } from '../alerts/alerts.ts';
import type { Log } from '../log.ts';
import type { GrantSurvey } from '../stores/grant-survey.ts';

export interface ExpiryWatchDeps {
  readonly survey: Pick<GrantSurvey, 'listOldest'>;
  /** Of our application. */
  readonly credentials: readonly Pick<ClientAuthentication, 'name' | 'expiresAt'>[];
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly tell: Tell;
}

/** Looks for what ends soon. */
export interface ExpiryWatch {
  /**
   * Warns of each thing once when it has 30, 14, 7 and 1 days left, and once when it has ended.
   * @throws ConsentryError `store_unavailable`
   */
  look(): Promise<void>;
}

const dayMs = 24 * 60 * 60 * 1000;
const steps = [30, 14, 7, 1, 0] as const;
type Step = (typeof steps)[number];

/** More than these at once are one trouble, and the metrics count them. */
const limit = 1000;

const grantRemedy =
  'See in the log why it could not be kept alive, or send the partner a new invitation with `consentry invite`.';
const credentialRemedy =
  'Make a new one at Microsoft beside it, put it into the configuration, and restart the broker.';

interface Ending {
  /** Of this thing with this end: a refresh token that has a successor is another one. */
  readonly key: string;
  readonly at: number;
  readonly fields: object;
  readonly message: string;
  readonly news: Pick<AlertNews, 'type' | 'grant' | 'partner' | 'remedy'>;
}

/** It remembers in memory what was said: a new process says it again. */
export function createExpiryWatch({ survey, credentials, clock, log, tell }: ExpiryWatchDeps): ExpiryWatch {
  let said: ReadonlyMap<string, Step> = new Map();

  const listEndings = async (now: number): Promise<readonly Ending[]> => {
    const olderThan = now - (forgottenAt(0) - steps[0] * dayMs);
    const grants = await survey.listOldest(limit, olderThan + 1);
    const endings: Ending[] = grants.map(({ id, partner, state, sealedAt }) => ({
      key: `${id} ${sealedAt}`,
      at: forgottenAt(sealedAt),
      fields: { grant: id, state },
      message: 'a refresh token is forgotten for want of use: keep-alive has failed for a long time',
      news: { type: 'grant.expires', grant: id, partner, remedy: grantRemedy },
    }));
    return [...endings, ...listCredentialEndings()];
  };

  const listCredentialEndings = (): readonly Ending[] => {
    const isOnly = credentials.length === 1;
    const message = `a credential of our application ends${isOnly ? ', and with it every partner’s access' : ''}`;
    const news = { type: 'credential.expires', remedy: credentialRemedy } as const;
    return credentials.flatMap(({ name, expiresAt: at }) =>
      at === undefined ? [] : [{ key: `${name} ${at}`, at, fields: { credential: name }, message, news }],
    );
  };

  return {
    async look() {
      const now = clock.now();
      const next = new Map<string, Step>();
      for (const { key, at, fields, message, news } of await listEndings(now)) {
        const daysLeft = (at - now) / dayMs;
        const step = steps.findLast((days) => daysLeft <= days);
        if (step === undefined) continue;
        const before = said.get(key);
        next.set(key, step);
        if (before !== undefined && before <= step) continue;
        const endsAt = new Date(at).toISOString();
        log.warn({ ...fields, endsAt, daysLeft: Math.floor(daysLeft) }, message);
        tell({
          ...news,
          at: now,
          about: [key, step],
          ...(step <= 1 && { severity: 'error' }),
          detail: `By ${endsAt} ${message}.`,
        });
      }
      said = next;
    },
  };
}
