import {
  checkedEveryMs,
  type EndCause,
  type GrantId,
  type SealedGrant,
  type TenantId,
} from '@consentry/core';
import type { Tell } from '../alerts/alerts.ts';
import { type ComingEnd, tellOfEndings } from '../alerts/tell-of-endings.ts';
import {
  type ForecastDeps,
  type ForecastOfPartner,
  forecastByLast,
  forecastNow,
} from '../forecast/forecast-of-partner.ts';
import type { Log } from '../log.ts';
import type { Store } from '../stores/store.ts';

export interface ExpiryWatchDeps extends ForecastDeps {
  readonly store: ForecastDeps['store'] & Pick<Store, 'survey' | 'toldEnds'>;
  readonly log: Pick<Log, 'warn' | 'error'>;
  readonly tell: Tell;
}

/** Looks for what ends soon. */
export interface ExpiryWatch {
  /**
   * Reads anew, once a day for each partner and at one of all replicas, what its grants may end of. Then warns of each end once when
   * it has 30, 14, 7 and 1 days left, and once when it has come: over restarts, and at one of all replicas.
   * @param isStopping asked between two partners: when it turns true while it reads, nothing is told, and the last look stays what it was
   * @throws ConsentryError `store_unavailable`
   */
  look(isStopping?: () => boolean): Promise<void>;
  /** When it looked last. Epoch milliseconds; undefined: it did not yet. */
  readonly lookedAt: number | undefined;
  /** The ten that come next, of grants and of customers, as of the last look. The earliest first. */
  readonly soonest: readonly ForeseenEnd[];
  /** The first end of any grant of a partner, as of the last look. Undefined: none has a date, or it was not looked at. */
  nextOf(partner: TenantId): ForeseenEnd | undefined;
  /** When the first grant or customer ends of each cause, as of the last look. Epoch milliseconds; absent where none does. */
  readonly earliest: ReadonlyMap<EndCause, number>;
}

/** An end that was foretold. */
export interface ForeseenEnd {
  /** Undefined: of a credential of our own, and with it of every partner. */
  readonly partner?: TenantId | undefined;
  readonly cause: EndCause;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly isCertain: boolean;
  /** Whose end it is: a grant's, or a customer's. */
  readonly grant?: GrantId | undefined;
  readonly customer?: TenantId | undefined;
}

const shownNext = 10;
const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;
const steps = [30, 14, 7, 1, 0] as const;
type Step = (typeof steps)[number];

/** So long an end that has come is remembered as told. */
const rememberedForMs = 90 * dayMs;
const partnersAtOnce = 500;

export function createExpiryWatch(deps: ExpiryWatchDeps): ExpiryWatch {
  const { store, credentials, clock, log, tell } = deps;
  let earliest: ReadonlyMap<EndCause, number> = new Map();
  let lookedAt: number | undefined;
  let soonest: readonly ForeseenEnd[] = [];
  let next: ReadonlyMap<TenantId, ForeseenEnd> = new Map();

  const forecastOf = async (partner: TenantId): Promise<ForecastOfPartner> => {
    const now = clock.now();
    // It is looked each hour: a day after the last reading at the latest.
    const isDue = await store.forecastSources.claim(partner, now, now - checkedEveryMs + hourMs);
    return isDue ? forecastNow(deps, partner) : forecastByLast(deps, partner);
  };

  const listPartners = async function* (): AsyncGenerator<TenantId> {
    let after: TenantId | undefined;
    do {
      const page = await store.survey.listPartners(partnersAtOnce, after);
      yield* page;
      after = page.length < partnersAtOnce ? undefined : page.at(-1);
    } while (after !== undefined);
  };

  const listCredentialEndings = (): readonly ComingEnd[] => {
    const isOnly = credentials.all.length === 1;
    return credentials.all.flatMap(({ name, expiresAt: at }) =>
      at === undefined ? [] : [{ kind: 'credential', key: `${name} ${at}`, at, name, isOnly } as const],
    );
  };

  /** Each end that is near, and the earliest of each cause, whenever that is. Undefined: it was left before its end. */
  const findEndings = async (
    now: number,
    isStopping: () => boolean,
  ): Promise<readonly ComingEnd[] | undefined> => {
    const found: ComingEnd[] = [...listCredentialEndings()];
    const first = new Map<EndCause, number>();
    const foreseen = new Map<TenantId, ForeseenEnd>();
    let coming: readonly ForeseenEnd[] = found.map(({ at }) => ({
      cause: 'credential',
      at,
      isCertain: true,
    }));
    for await (const partner of listPartners()) {
      if (isStopping()) return undefined;
      const forecast = await forecastOf(partner);
      for (const { cause, at } of forecast.grants.flatMap(({ ends }) => ends)) {
        if (at < (first.get(cause) ?? Number.POSITIVE_INFINITY)) first.set(cause, at);
      }
      const ends = foreseenOf(partner, forecast);
      const firstOfGrants = ends.find(({ grant }) => grant !== undefined);
      if (firstOfGrants !== undefined) foreseen.set(partner, firstOfGrants);
      coming = [...coming, ...ends].toSorted(byInstant).slice(0, shownNext);
      found.push(...endsOf(partner, forecast).filter(({ at }) => stepOf(at, now) !== undefined));
    }
    earliest = first;
    soonest = coming;
    next = foreseen;
    lookedAt = now;
    return found;
  };

  const warn = (end: ComingEnd, now: number): void => {
    const { at, key: _key, ...about } = end;
    const fields = { ...about, endsAt: new Date(at).toISOString(), daysLeft: Math.floor((at - now) / dayMs) };
    if (end.kind !== 'credential') return log.warn(fields, sentences[end.cause]);
    const consequence = end.isOnly ? ', and with it every partner’s access' : '';
    log.warn({ ...fields, credential: end.name }, `a credential of our application ends${consequence}`);
  };

  return {
    get earliest() {
      return earliest;
    },
    get lookedAt() {
      return lookedAt;
    },
    get soonest() {
      return soonest;
    },
    nextOf: (partner) => next.get(partner),
    async look(isStopping = () => false) {
      const now = clock.now();
      const endings = await findEndings(now, isStopping);
      if (endings === undefined) return;
      const due: { readonly step: Step; readonly end: ComingEnd }[] = [];
      for (const end of endings) {
        const step = stepOf(end.at, now);
        if (step === undefined || !(await store.toldEnds.claim(end.key, step, end.at))) continue;
        warn(end, now);
        due.push({ step, end });
      }
      for (const [step, rows] of Map.groupBy(due, (row) => row.step)) {
        tellOfEndings(
          rows.map(({ end }) => end),
          step,
          now,
          tell,
        );
      }
      await store.toldEnds.forget(now - rememberedForMs);
    },
  };
}

const sentences = {
  inactivity: 'a refresh token is forgotten for want of use: keep-alive has failed for a long time',
  'sign-in-frequency': 'a grant ends: a policy of the partner wants a new sign-in',
  gdap: 'a customer is lost: its last GDAP relationship ends',
} as const;

function stepOf(at: number, now: number): Step | undefined {
  return steps.findLast((days) => at - now <= days * dayMs);
}

function byInstant(one: ForeseenEnd, other: ForeseenEnd): number {
  return one.at - other.at;
}

/**
 * The first end of each grant, and of each customer; the earliest first. What stopped working already does not end again, and a
 * credential is told once.
 */
function foreseenOf(partner: TenantId, { grants, customers }: ForecastOfPartner): readonly ForeseenEnd[] {
  const ofGrants = grants.flatMap(({ grant, ends, happened }): readonly ForeseenEnd[] => {
    const first = happened === undefined ? ends.find(({ cause }) => cause !== 'credential') : undefined;
    return first === undefined
      ? []
      : [{ partner, grant, cause: first.cause, at: first.at, isCertain: first.isCertain }];
  });
  const ofCustomers = customers.map(({ cause, at, isCertain, customer }) => ({
    partner,
    cause,
    at,
    isCertain,
    customer,
  }));
  return [...ofGrants, ...ofCustomers].toSorted(byInstant);
}

/** Of a credential each partner’s grants end too: it is told once, as itself. Of a customer, once and not for each grant. */
function endsOf(partner: TenantId, { grants, customers, known }: ForecastOfPartner): readonly ComingEnd[] {
  const states = new Map<string, SealedGrant['state']>(known.map(({ id, state }) => [id, state]));
  const ofGrants = grants.flatMap(({ grant, ends }) =>
    ends.flatMap(({ id, cause, at, isCertain }): readonly ComingEnd[] => {
      if (cause !== 'inactivity' && cause !== 'sign-in-frequency') return [];
      const state = states.get(grant) ?? 'healthy';
      return [{ kind: 'grant', key: `${grant} ${id} ${at}`, at, cause, isCertain, grant, partner, state }];
    }),
  );
  const ofCustomers = customers.flatMap(({ at, customer }): readonly ComingEnd[] =>
    customer === undefined
      ? []
      : [
          {
            kind: 'customer',
            key: `${partner} ${customer} gdap ${at}`,
            at,
            cause: 'gdap',
            partner,
            customer,
          },
        ],
  );
  return [...ofGrants, ...ofCustomers];
}
