import type { AnswerOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';
import { connect, type ConnectOptions } from '../connect.ts';
import { listPartners } from '../list-partners.ts';
import type { Run } from '../run.ts';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';
import { readDuration } from './read-duration.ts';

type Forecast = AnswerOf<'getForecast'>;
type GrantForecast = Forecast['grants'][0];
type Ending = Forecast['customers'][0];

interface ForecastOptions extends ConnectOptions {
  readonly partner?: string;
  readonly within?: string;
  readonly renew?: boolean;
}

/** A link for the person who must sign in again. It is a secret: whoever has it can begin that sign-in. */
interface Renewal {
  readonly partner: string;
  readonly grant: string;
  readonly username: string | undefined;
  readonly url: string;
  readonly expiresAt: string;
}

const dayMs = 24 * 60 * 60 * 1000;
const renewedWithinMs = 30 * dayMs;

/**
 * Says when grants stop working, and of what. With `--within` it fails where something ends by then, or has ended; with `--renew`
 * it makes an invitation for each grant that a new sign-in saves.
 * @throws ConsentryError `usage`, and as `connect` and the calls
 */
export const forecast: Run<ForecastOptions> = async ({ partner, within, renew, ...options }, output) => {
  const withinMs = within === undefined ? undefined : readDuration(within);
  const { remote, close } = await connect(options);
  try {
    const partners = partner === undefined ? await listPartners(remote) : [partner];
    const forecasts: Forecast[] = [];
    for (const one of partners) {
      forecasts.push(await remote.call('getForecast', { params: { partner: one } }));
    }
    const renewals =
      renew === true ? await renewAll(remote, forecasts, withinMs ?? renewedWithinMs) : undefined;
    output.result(() => describe(forecasts, renewals), {
      forecasts,
      ...(renewals !== undefined && { renewals }),
    });
    if (withinMs !== undefined && forecasts.some((one) => endsWithin(one, withinMs))) process.exitCode = 1;
  } finally {
    await close();
  }
};

function endsWithin({ at, grants, customers }: Forecast, withinMs: number): boolean {
  const by = Date.parse(at) + withinMs;
  const isNear = (ending: Ending): boolean => Date.parse(ending.at) <= by;
  return (
    customers.some(isNear) || grants.some(({ ends, happened }) => happened !== undefined || ends.some(isNear))
  );
}

async function renewAll(
  remote: Remote,
  forecasts: readonly Forecast[],
  withinMs: number,
): Promise<readonly Renewal[]> {
  const renewals: Renewal[] = [];
  for (const { partner, at, grants } of forecasts) {
    for (const { id: grant, username } of grants.filter((one) =>
      needsSignIn(one, Date.parse(at) + withinMs),
    )) {
      const { url, expiresAt } = await remote.call('createInvitation', { body: { grant } });
      renewals.push({ partner, grant, username, url, expiresAt });
    }
  }
  return renewals;
}

/** A grant that a new sign-in saves. What needs somebody else is not helped by a link. */
function needsSignIn({ ends, happened }: GrantForecast, by: number): boolean {
  if (happened !== undefined) return happened.actor === 'invited person';
  return ends.some(({ isRenewedByConsent, at }) => isRenewedByConsent && Date.parse(at) <= by);
}

function describe(forecasts: readonly Forecast[], renewals: readonly Renewal[] | undefined): string {
  if (forecasts.length === 0) return 'There is no grant yet.';
  return [
    ...forecasts.flatMap(describePartner),
    ...(renewals === undefined ? [] : ['', ...describeRenewals(renewals)]),
  ]
    .join('\n')
    .trim();
}

function describePartner({ partner, at, grants, customers, unread, customersLeftOff }: Forecast): string[] {
  const now = Date.parse(at);
  const ends = grants.flatMap((one) => listRows(one, now));
  const lost = customers.map((one) => [one.customer ?? '', one.about ?? '', ...whenOf(one, now)]);
  const told = [...grants.flatMap(({ ends: own }) => own), ...customers];
  const remedies = new Map(told.map(({ cause, remedy }) => [cause, remedy]));
  return [
    '',
    `Partner ${plain(partner)}`,
    '',
    table(['grant', 'account', 'ends', 'in', 'of'], ends),
    ...(lost.length === 0 ? [] : ['', table(['customer lost', 'name', 'on', 'in'], lost)]),
    ...(customersLeftOff === 0 ? [] : [`… and ${customersLeftOff} customers later`]),
    '',
    ...grants.flatMap(({ id, happened }) =>
      happened === undefined
        ? []
        : [`${plain(id)}: ${plain(happened.meaning)}`, `  To do: ${plain(happened.remedy)}`],
    ),
    ...[...remedies].flatMap(([cause, remedy]) => [cause, `  To do: ${plain(remedy)}`]),
    ...unread.flatMap(({ source, code, remedy }) => [
      `not read: ${plain(source)} (${plain(code)})`,
      `  To do: ${plain(remedy)}`,
    ]),
  ];
}

function listRows({ id, username = '', ends, happened }: GrantForecast, now: number): readonly string[][] {
  if (happened !== undefined) {
    const { code, aadsts, since } = happened;
    const of = aadsts === undefined ? code : `${code} AADSTS${aadsts}`;
    return [[id, username, `seen ${since}`, 'now', of]];
  }
  if (ends.length === 0) return [[id, username, 'no date', '', '']];
  return ends.map((end) => [id, username, ...whenOf(end, now), causeOf(end)]);
}

function causeOf({ cause, about, isCertain }: Ending): string {
  return `${cause}${about === undefined ? '' : ` (${about})`}${isCertain ? '' : ', perhaps'}`;
}

/** The instant, and how many whole days are left until then. */
function whenOf({ at }: Ending, now: number): readonly [string, string] {
  const days = Math.floor((Date.parse(at) - now) / dayMs);
  return [at, days < 0 ? 'past' : `${days} d`];
}

function describeRenewals(renewals: readonly Renewal[]): readonly string[] {
  if (renewals.length === 0) return ['Nothing ends that a new sign-in would renew.'];
  return [
    'Send each link to the account that it is for, and to nobody else. No other account can use it.',
    ...renewals.flatMap(({ grant, username, url, expiresAt }) => [
      '',
      `${plain(username ?? 'the service account')} (${plain(grant)}), until ${expiresAt}`,
      `  ${url}`,
    ]),
  ];
}
