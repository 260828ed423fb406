import type { GrantId } from '../ids.ts';
import { forgottenAt } from '../vault/exercise-time.ts';
import type { Ending } from './ending.ts';
import { findFrequencyEnds } from './find-frequency-ends.ts';
import { findHappened, type Happened } from './find-happened.ts';
import type { CredentialFacts, GrantEndFacts, RelationshipFacts } from './forecast-facts.ts';

/** What is known of the end of one grant. */
export interface GrantForecast {
  readonly grant: GrantId;
  /** The earliest first. Empty where no cause has a date, or the grant is over. */
  readonly ends: readonly Ending[];
  /** What stopped it already, without a date that could have been told. */
  readonly happened: Happened | undefined;
}

/**
 * Says when a grant stops working, of each cause that has a date. Pure. A grant that is over has no end to come.
 * A source that was not read gives no end: whoever asks must say that it is missing.
 */
export function forecastGrant(facts: GrantEndFacts): GrantForecast {
  const { grant } = facts;
  const happened = findHappened(facts);
  const isOver = grant.state !== 'healthy' && grant.state !== 'admin_needed';
  const ends = isOver ? [] : listEnds(facts).toSorted((one, other) => one.at - other.at);
  return { grant: grant.id, ends, happened };
}

function listEnds({
  grant,
  application,
  credentials,
  frequencies,
  relationships,
}: GrantEndFacts): readonly Ending[] {
  const inactivity: Ending = {
    id: 'inactivity',
    cause: 'inactivity',
    at: forgottenAt(grant.sealedAt),
    isCertain: true,
    about: undefined,
  };
  return [
    inactivity,
    ...(grant.application === application ? findCredentialEnd(credentials) : []),
    ...(frequencies.outcome === 'read' ? findFrequencyEnds(grant, frequencies.value) : []),
    ...(relationships.outcome === 'read' ? findCustomerEnds(relationships.value) : []),
  ];
}

/** The application goes on as long as one credential is good. Where nobody said when one ends, nobody knows when that is. */
function findCredentialEnd(credentials: readonly CredentialFacts[]): readonly Ending[] {
  const good = credentials.filter(({ isRefused }) => !isRefused);
  const last = good.toSorted((one, other) => (other.expiresAt ?? 0) - (one.expiresAt ?? 0))[0];
  if (last?.expiresAt === undefined || good.some(({ expiresAt }) => expiresAt === undefined)) return [];
  const { name, expiresAt: at } = last;
  return [{ id: `credential:${name}`, cause: 'credential', at, isCertain: true, about: name }];
}

/** A customer is lost with the last of its relationships; one without an end keeps it. */
export function findCustomerEnds(relationships: readonly RelationshipFacts[]): readonly Ending[] {
  return [...Map.groupBy(relationships, ({ customer }) => customer)].flatMap(([customer, ofCustomer]) => {
    const ends = ofCustomer.map(({ endsAt }) => endsAt ?? Number.POSITIVE_INFINITY);
    const at = Math.max(...ends);
    if (at === Number.POSITIVE_INFINITY) return [];
    const about = ofCustomer.find(({ customerName }) => customerName !== undefined)?.customerName;
    return [{ id: `gdap:${customer}`, cause: 'gdap', at, isCertain: true, about, customer }];
  });
}
