import {
  type Check,
  type CheckId,
  failed,
  isConsentryError,
  notSeen,
  passed,
  type TenantId,
  warned,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';
import { type ConnectOptions, connect, defaultUrl } from '../connect.ts';
import { listPartners } from '../list-partners.ts';

type Diagnosis = AnswerOf<'diagnoseBroker'>;

/** Which broker is asked, and of which partners. */
export interface BrokerQuestion extends ConnectOptions {
  /** Undefined: every partner that has a grant. */
  readonly partner?: TenantId | undefined;
  /** Told before each partner. */
  readonly onProgress: (line: string) => void;
  /** Of the command. */
  readonly version: string;
}

/** A broker looks at several customers of each, and is there for others too. */
const partnersAtOnce = 4;

/**
 * Asks a broker what it knows: of itself, and of partners. That it is not there is an outcome.
 * @throws what is no ConsentryError: that is a defect of a program
 */
export async function checkByBroker({
  partner,
  onProgress,
  version,
  ...options
}: BrokerQuestion): Promise<readonly Check[]> {
  const url = options.url ?? process.env.CONSENTRY_URL ?? defaultUrl;
  // One with a user and a password in it is refused, and they are not shown.
  const subject = options.data ?? url.replace(/\/\/.*@/, '//');
  const connected = await orRefusal(connect(options));
  if ('refusal' in connected) return [connected.refusal(subject)];
  const { remote, close } = connected.value;
  try {
    onProgress('Asking the broker.');
    const own = await orRefusal(askOfItself(remote));
    if ('refusal' in own) return [own.refusal(subject)];
    const { health, checks } = own.value;
    const reached = checkVersion(subject, health.version, version);
    const ofPartners = await orRefusal(askOfPartners(remote, partner, onProgress));
    return 'refusal' in ofPartners
      ? [ofPartners.refusal(subject), ...checks]
      : [reached, ...checks, ...ofPartners.value];
  } finally {
    await close();
  }
}

async function askOfItself(
  remote: Remote,
): Promise<{ readonly health: AnswerOf<'health'>; readonly checks: readonly Check[] }> {
  const health = await remote.call('health', {});
  return { health, checks: checksOf(await remote.call('diagnoseBroker', {})) };
}

function checkVersion(subject: string, theirs: string, ours: string): Check {
  const found = `It answers, and takes the key. Version ${theirs}.`;
  if (theirs === ours) return passed('broker.reached', subject, found);
  const remedy = 'Use the command of the same version: some checks may be missing.';
  return warned('broker.reached', subject, `${found} This command: ${ours}.`, remedy);
}

async function askOfPartners(
  remote: Remote,
  only: string | undefined,
  onProgress: (line: string) => void,
): Promise<readonly Check[]> {
  const partners = only === undefined ? await listPartners(remote) : [only];
  if (partners.length === 0) {
    return [warned('grant.state', 'all partners', 'No partner is connected yet.', invite('TENANT'))];
  }
  const outcomes = new Map<string, readonly Check[]>();
  const left = partners.values();
  const work = async (): Promise<void> => {
    for (const partner of left) {
      onProgress(`Asking of partner ${outcomes.size + 1} of ${partners.length}.`);
      outcomes.set(partner, await askOfOne(remote, partner));
    }
  };
  await Promise.all(Array.from({ length: partnersAtOnce }, work));
  return partners.flatMap((partner) => outcomes.get(partner) ?? []);
}

function invite(partner: string): string {
  return `Invite the service account of the partner: consentry invite --partner ${partner}`;
}

/** One that cannot be asked of keeps the others from nothing. */
async function askOfOne(remote: Remote, partner: string): Promise<readonly Check[]> {
  try {
    return checksOf(await remote.call('diagnosePartner', { params: { partner } }));
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    if (error.code === 'partner_not_found')
      return [failed('grant.state', partner, error.message, invite(partner))];
    return [notSeen('grant.state', partner, `It could not be looked at: ${error.code}.`, error.remedy)];
  }
}

/** A newer broker may have checks that are not known here: they are shown all the same. */
function checksOf({ checks }: Diagnosis): readonly Check[] {
  return checks.map(({ id, remedy, link, ...check }) => ({
    ...check,
    id: id as CheckId,
    ...(remedy !== undefined && { remedy }),
    ...(link !== undefined && { link }),
  }));
}

async function orRefusal<Value>(
  work: Promise<Value>,
): Promise<{ readonly value: Value } | { readonly refusal: (subject: string) => Check }> {
  try {
    return { value: await work };
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    const { code, message, remedy } = error;
    const found = `${message.split('\n').join(' ')} (${code})`;
    return { refusal: (subject) => failed('broker.reached', subject, found, remedy) };
  }
}
