import { type Clock, type CredentialChoice, forgottenAt } from '@consentry/core';
import type { Tell } from '../alerts/alerts.ts';
import { type Ending, tellOfEndings } from '../alerts/tell-of-endings.ts';
import type { Log } from '../log.ts';
import type { GrantSurvey } from '../stores/grant-survey.ts';

export interface ExpiryWatchDeps {
  readonly survey: Pick<GrantSurvey, 'listOldest'>;
  /** Of our application. */
  readonly credentials: Pick<CredentialChoice, 'all'>;
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

/** More than these at once are one trouble: an alert counts no further, and the metrics have all. */
const limit = 1000;

/** It remembers in memory what was said: a new process says it again. */
export function createExpiryWatch({ survey, credentials, clock, log, tell }: ExpiryWatchDeps): ExpiryWatch {
  let said: ReadonlyMap<string, Step> = new Map();

  const listEndings = async (now: number): Promise<readonly Ending[]> => {
    const olderThan = now - (forgottenAt(0) - steps[0] * dayMs);
    const grants = await survey.listOldest(limit, olderThan + 1);
    return [
      ...listCredentialEndings(),
      ...grants.map(({ id: grant, partner, state, sealedAt }) => {
        const at = forgottenAt(sealedAt);
        return { kind: 'grant', key: `${grant} ${sealedAt}`, at, grant, partner, state } as const;
      }),
    ];
  };

  const listCredentialEndings = (): readonly Ending[] => {
    const isOnly = credentials.all.length === 1;
    return credentials.all.flatMap(({ name, expiresAt: at }) =>
      at === undefined ? [] : [{ kind: 'credential', key: `${name} ${at}`, at, name, isOnly } as const],
    );
  };

  const warn = (ending: Ending, now: number): void => {
    const endsAt = new Date(ending.at).toISOString();
    const daysLeft = Math.floor((ending.at - now) / dayMs);
    if (ending.kind === 'credential') {
      const consequence = ending.isOnly ? ', and with it every partner’s access' : '';
      const { name: credential } = ending;
      return log.warn({ credential, endsAt, daysLeft }, `a credential of our application ends${consequence}`);
    }
    const { grant, state } = ending;
    log.warn(
      { grant, state, endsAt, daysLeft },
      'a refresh token is forgotten for want of use: keep-alive has failed for a long time',
    );
  };

  return {
    async look() {
      const now = clock.now();
      const next = new Map<string, Step>();
      const due: { readonly step: Step; readonly ending: Ending }[] = [];
      for (const ending of await listEndings(now)) {
        const { key, at } = ending;
        const step = steps.findLast((days) => at - now <= days * dayMs);
        if (step === undefined) continue;
        const before = said.get(key);
        next.set(key, step);
        if (before !== undefined && before <= step) continue;
        warn(ending, now);
        due.push({ step, ending });
      }
      for (const [step, rows] of Map.groupBy(due, (row) => row.step)) {
        tellOfEndings(
          rows.map(({ ending }) => ending),
          step,
          now,
          tell,
        );
      }
      said = next;
    },
  };
}
