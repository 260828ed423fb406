import {
  ConsentryError,
  causeTable,
  checkedEveryMs,
  type Ending,
  type GrantForecast,
  readTenantId,
  type SealedGrant,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { forecastByLast, forecastNow } from '../forecast/forecast-of-partner.ts';
import type { Exchange } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import type { RouteDeps } from './route-deps.ts';

type Answer = AnswerOf<'getForecast'>;

/** As many customers as an answer names. */
const mostCustomers = 1000;

/** @throws ConsentryError `partner_not_found`, `store_unavailable` */
export async function getForecast(
  deps: Pick<RouteDeps, 'store' | 'apis' | 'credentials' | 'application' | 'clock'>,
  exchange: Exchange<'getForecast'>,
): Promise<Answer> {
  const partner = readTenantId(exchange.input.params.partner);
  if ((await deps.store.grants.listByPartner(partner)).length === 0) {
    throw new ConsentryError('partner_not_found');
  }
  const forecast = exchange.input.query.by === 'last' ? forecastByLast : forecastNow;
  const { grants, known, customers, unread } = await forecast(deps, partner);
  const rows = new Map(known.map((grant) => [grant.id, grant]));
  const byEnd = grants.toSorted((one, other) => firstOf(one) - firstOf(other));
  return {
    partner,
    at: instant(deps.clock.now()),
    grants: byEnd.flatMap((one) => {
      const row = rows.get(one.grant);
      return row === undefined ? [] : [describeGrant(row, one)];
    }),
    customers: customers.slice(0, mostCustomers).map(describeEnding),
    customersLeftOff: Math.max(0, customers.length - mostCustomers),
    unread: unread.map((one) => ({ ...one })),
    checkedEveryMs,
  };
}

/** What has happened already is before all that will. */
function firstOf({ ends, happened }: GrantForecast): number {
  return happened === undefined
    ? (ends[0]?.at ?? Number.POSITIVE_INFINITY)
    : happened.since - Number.MAX_SAFE_INTEGER;
}

function describeGrant({ id, username, state }: SealedGrant, forecast: GrantForecast): Answer['grants'][0] {
  const { ends, happened } = forecast;
  const [earliest] = ends;
  return {
    id,
    ...(username !== undefined && { username }),
    state,
    ...(earliest !== undefined && { earliest: describeEnding(earliest) }),
    ends: ends.filter(({ customer }) => customer === undefined).map(describeEnding),
    ...(happened !== undefined && {
      happened: {
        code: happened.code,
        ...(happened.aadsts !== undefined && { aadsts: happened.aadsts }),
        meaning: happened.meaning,
        remedy: happened.remedy,
        actor: happened.actor,
        since: instant(happened.since),
        evidence: Object.fromEntries(
          Object.entries(happened.evidence).flatMap(([name, value]) =>
            typeof value === 'object' ? [] : [[name, value] as const],
          ),
        ),
      },
    }),
  };
}

function describeEnding({ id, cause, at, isCertain, about, customer }: Ending): Answer['customers'][0] {
  return {
    id,
    cause,
    at: instant(at),
    isCertain,
    ...(about !== undefined && { about }),
    ...(customer !== undefined && { customer }),
    ...causeTable[cause],
  };
}
