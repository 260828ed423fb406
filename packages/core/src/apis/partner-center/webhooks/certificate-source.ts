import { X509Certificate } from 'node:crypto';
import { ConsentryError } from '../../../errors.ts';
import { type Clock, type Fetch, TransportError } from '../../../ports.ts';
import { refuse } from './read-delivery.ts';

/** A certificate, and what came with it. */
export interface FetchedCertificate {
  readonly leaf: X509Certificate;
  readonly others: readonly X509Certificate[];
  /** Epoch milliseconds. */
  readonly fetchedAt: number;
}

export interface CertificateSource {
  /**
   * The certificate of an address below the configured one.
   *
   * @param newerThan a certificate that was fetched at this instant did not fit: another one is wanted
   * @throws ConsentryError `webhook_refused` (another address; what is there is no certificate), `webhook_unproven` (it cannot be had
   *   now)
   */
  get(url: string, newerThan?: number): Promise<FetchedCertificate>;
}

const maxCertificateBytes = 65_536;
const deadlineMs = 10_000;
const keptForMs = 60 * 60 * 1000;
const mostKept = 8;
const mostFetchesAMinute = 10;
/** For certificates that were there before: names that are made up do not use these. */
const ofThemForKnown = 2;
const minuteMs = 60_000;

/**
 * Fetches certificates from one folder, follows no redirect, and keeps a few of them for an hour. Whoever sends deliveries with names
 * of files that are not there makes it ask ten times a minute at most.
 *
 * @param folder `https://…/`, the exact host and path
 * @throws TypeError for a folder that is none
 */
export function createCertificateSource(deps: {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly folder: string;
}): CertificateSource {
  requireFolder(deps.folder);
  const kept = new Map<string, FetchedCertificate>();
  const underWay = new Map<string, Promise<FetchedCertificate>>();
  let fetches: readonly number[] = [];

  const fetchOnce = async (url: string): Promise<FetchedCertificate> => {
    const now = deps.clock.now();
    fetches = fetches.filter((at) => at > now - minuteMs);
    const most = kept.has(url) ? mostFetchesAMinute : mostFetchesAMinute - ofThemForKnown;
    if (fetches.length >= most) throw unproven('too_many');
    fetches = [...fetches, now];
    const fetched = { ...readCertificates(await download(deps.fetch, url)), fetchedAt: now };
    kept.delete(url);
    kept.set(url, fetched);
    for (const [oldest] of kept) if (kept.size > mostKept) kept.delete(oldest);
    return fetched;
  };
  return {
    async get(url, newerThan = -Infinity) {
      requireBelow(deps.folder, url);
      const known = kept.get(url);
      const isFresh = known !== undefined && known.fetchedAt > deps.clock.now() - keptForMs;
      if (isFresh && known.fetchedAt > newerThan) return known;
      const flight = underWay.get(url) ?? fetchOnce(url).finally(() => underWay.delete(url));
      underWay.set(url, flight);
      return flight;
    },
  };
}

function requireFolder(folder: string): void {
  const url = URL.parse(folder);
  const isPlain = url?.protocol === 'https:' && url.href === folder && folder.endsWith('/');
  if (!isPlain || `${url.username}${url.password}${url.search}${url.hash}` !== '') {
    throw new TypeError('the folder of the certificates must be https://host/path/, and nothing else');
  }
}

/** The address is compared as text, and no more than the name of a file may follow: nothing is left that two parsers read differently. */
function requireBelow(folder: string, url: string): void {
  const name = url.startsWith(folder) ? url.slice(folder.length) : '';
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\.(cer|crt|pem)$/.test(name)) throw refuse('certificate_url');
}

async function download(fetch: Fetch, url: string): Promise<Uint8Array> {
  try {
    const request = { method: 'GET', url, deadlineMs, maxResponseBytes: maxCertificateBytes } as const;
    const { status, body } = await fetch(request);
    if (status !== 200) throw unproven('status', { status });
    return body;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw unproven(error.failure, {}, error);
  }
}

/** One certificate as DER, or some as PEM, that of the signer first. @throws ConsentryError `webhook_refused` */
function readCertificates(body: Uint8Array): Pick<FetchedCertificate, 'leaf' | 'others'> {
  const pem = Buffer.from(body)
    .toString('latin1')
    .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  try {
    const [leaf, ...others] = (pem ?? [body]).slice(0, 4).map((one) => new X509Certificate(one));
    if (leaf !== undefined) return { leaf, others };
  } catch {
    // Said below: the parser's words add nothing.
  }
  throw refuse('certificate_form');
}

function unproven(reason: string, facts: { status?: number } = {}, cause?: unknown): ConsentryError {
  return new ConsentryError('webhook_unproven', { facts: { reason, ...facts }, cause });
}
