import { readdirSync } from 'node:fs';
import { isConsentryError, type SealedGrant } from '@consentry/core';
import { type Cloud, fingerprintOf } from './cloud.ts';
import { connectPartner, type Partner, remoteOf } from './people.ts';
import type { Place, PlacedBroker } from './place.ts';

/**
 * What became of a grant. `newest`: the newest refresh token issued is stored; `older`: an older one, and it works;
 * `said`: the one redemption in flight was lost, and the grant says so. The others may not be.
 */
export type Verdict = 'newest' | 'older' | 'said' | 'lost';

export interface Finding {
  readonly verdict: Verdict;
  readonly grant: SealedGrant;
  /** Why it is lost. */
  readonly why?: string;
}

export interface CheckDeps {
  readonly broker: PlacedBroker;
  readonly cloud: Cloud;
  readonly place: Pick<Place, 'refreshTokens'>;
  readonly key: string;
}

/** Compares every grant with the provider's books, and really redeems what is stored. Who lost one connects again. */
export async function checkGrants(
  deps: CheckDeps,
  partners: readonly Partner[],
): Promise<readonly Finding[]> {
  const found = await Promise.all(
    partners.map(async (partner) => {
      const [grant, ...others] = await deps.broker.store.grants.listByPartner(partner.tenant);
      if (grant === undefined || others.length > 0) throw new Error(`${partner.tenant} had one grant`);
      return { partner, finding: await checkGrant(deps, partner, grant) };
    }),
  );
  for (const { partner, finding } of found) {
    if (finding.verdict === 'said' || finding.verdict === 'lost') {
      await connectPartner(deps.broker, deps.cloud.sandbox, partner);
    }
  }
  return found.map(({ finding }) => finding);
}

async function checkGrant(deps: CheckDeps, { tenant }: Partner, grant: SealedGrant): Promise<Finding> {
  const { broker, cloud, place } = deps;
  const lost = (why: string): Finding => ({ verdict: 'lost', grant, why });
  let secret: string;
  try {
    const record = { grant: grant.id, version: grant.version };
    secret = fingerprintOf((await broker.vault.vault.get(grant.secret, record)).reveal());
  } catch (error) {
    return lost(`what is stored cannot be read: ${codeOf(error)}`);
  }
  const issued = cloud.issuedTo(grant.subject);
  const newest = issued.at(-1);
  const isNewest = newest?.fingerprint === secret;
  // Told before anybody redeems, and not only found out by trying.
  const isSaid = grant.state !== 'healthy' || grant.redeemingSince !== undefined;
  const code = await redeem(deps, tenant);
  const after = await broker.store.grants.find(grant.id);

  if (code === undefined) {
    if (after?.state !== 'healthy') return lost(`it works, and is ${after?.state}`);
    return { verdict: isNewest ? 'newest' : 'older', grant };
  }
  if (place.refreshTokens === 'reusable') return lost(`it is ${after?.state}: ${code}`);
  if (!isSaid) return lost(`it says that it is healthy, and does not work: ${code}`);
  if (isNewest || newest?.predecessor !== secret) {
    return lost(isNewest ? `the newest one does not work: ${code}` : 'more than one redemption is lost');
  }
  const { state, stateReason } = after ?? {};
  if (state !== 'consent_needed' || stateReason !== 'answer_lost') {
    return lost(`it says ${state}, ${stateReason}`);
  }
  return { verdict: 'said', grant };
}

/** A disk that is slow for a moment says nothing about a grant. */
const triesForAudit = 5;

/** @returns the code of the refusal */
async function redeem({ broker, key }: CheckDeps, partner: Partner['tenant']): Promise<string | undefined> {
  const body = { partner, resource: 'partner-center' };
  for (let attempt = 1; ; attempt++) {
    try {
      const { fromCache } = await remoteOf(broker, key).call('acquireToken', { body });
      // What was redeemed before its record could be written is in the cache since.
      return fromCache && attempt === 1 ? 'nothing was redeemed' : undefined;
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'audit_unavailable' || attempt === triesForAudit) return code;
    }
  }
}

function codeOf(error: unknown): string {
  return isConsentryError(error) ? error.code : String(error);
}

/** What a broker leaves in its folder; SQLite’s own companions come and go. */
const known =
  /^(state\.db|audit\.db|lock\.db)(-wal|-shm|-journal)?$|^(holder\.txt|operator\.key|audit-writer\.txt)$/;

/** @returns files in the data folder that nobody knows, such as half-written ones */
export function listStrangers(dataDir: string): readonly string[] {
  return readdirSync(dataDir).filter((name) => !known.test(name));
}
