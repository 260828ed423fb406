import {
  type Apis,
  type ApplicationId,
  type Clock,
  type CredentialChoice,
  forecastPartner,
  type ForecastSources,
  type PartnerForecast,
  readForecastSources,
  type SealedGrant,
  type TenantId,
} from '@consentry/core';
import type { Store } from '../stores/store.ts';

export interface ForecastDeps {
  readonly store: Pick<Store, 'grants' | 'grantRefusals' | 'forecastSources'>;
  readonly apis: Pick<Apis, 'graph'>;
  readonly credentials: Pick<CredentialChoice, 'all' | 'isRefused'>;
  readonly application: { readonly id: ApplicationId };
  readonly clock: Clock;
}

/** What is foretold, and of which grants. */
export interface ForecastOfPartner extends PartnerForecast {
  /** Those that were not taken back. */
  readonly known: readonly SealedGrant[];
}

/** So long what was read counts after its source can be read no more: a warning is not lost with a permission. */
const keptForMs = 30 * 24 * 60 * 60 * 1000;

/** What Graph told last, for a forecast that asks nobody. */
const neverRead: ForecastSources = {
  frequencies: { outcome: 'unreadable', code: 'incomplete', remedy: 'It is read within a day.', at: 0 },
  relationships: { outcome: 'unreadable', code: 'incomplete', remedy: 'It is read within a day.', at: 0 },
};

/**
 * Foretells by what Graph says now, which is kept for the warnings. What cannot be read is told by what was read before, and listed
 * as unread.
 * @throws ConsentryError `store_unavailable`
 */
export async function forecastNow(deps: ForecastDeps, partner: TenantId): Promise<ForecastOfPartner> {
  const known = await listKnown(deps, partner);
  const now = await readForecastSources({
    ...deps,
    partner,
    accounts: new Set(known.map(({ subject }) => subject)),
  });
  const before = await deps.store.forecastSources.find(partner);
  const at = deps.clock.now();
  const sources = before === undefined ? now : keepWhatWasRead(before, now, at);
  await deps.store.forecastSources.save(partner, sources, at);
  const { unread } = await forecastBy(deps, known, now);
  return { ...(await forecastBy(deps, known, sources)), unread };
}

/** Foretells by what was read last. @throws ConsentryError `store_unavailable` */
export async function forecastByLast(deps: ForecastDeps, partner: TenantId): Promise<ForecastOfPartner> {
  const known = await listKnown(deps, partner);
  return forecastBy(deps, known, (await deps.store.forecastSources.find(partner)) ?? neverRead);
}

async function forecastBy(
  { store, credentials, application }: ForecastDeps,
  known: readonly SealedGrant[],
  sources: ForecastSources,
): Promise<ForecastOfPartner> {
  const refusals = await store.grantRefusals.list(known.map(({ id }) => id));
  const forecast = forecastPartner({
    ...sources,
    grants: known,
    refusals,
    application: application.id,
    credentials: credentials.all.map((credential) => ({
      name: credential.name,
      expiresAt: credential.expiresAt,
      isRefused: credentials.isRefused(credential),
    })),
  });
  return { ...forecast, known };
}

/** Whoever took a grant back knows that it does not work. */
async function listKnown({ store }: ForecastDeps, partner: TenantId): Promise<readonly SealedGrant[]> {
  return (await store.grants.listByPartner(partner)).filter(({ state }) => state !== 'revoked');
}

function keepWhatWasRead(before: ForecastSources, now: ForecastSources, at: number): ForecastSources {
  const isKept = ({ outcome, at: readAt }: ForecastSources['frequencies' | 'relationships']): boolean =>
    outcome === 'read' && at - readAt <= keptForMs;
  const mustKeep = (name: keyof ForecastSources): boolean =>
    now[name].outcome !== 'read' && isKept(before[name]);
  return {
    frequencies: mustKeep('frequencies') ? before.frequencies : now.frequencies,
    relationships: mustKeep('relationships') ? before.relationships : now.relationships,
  };
}
