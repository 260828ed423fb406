import { fingerprint } from '../ids.ts';
import { ApiFault } from './api-fault.ts';

/** The ETag of a resource, without quotes: another one for any other content. */
export function etagOf(content: object): string {
  return BigInt(`0x${fingerprint(JSON.stringify(content)).slice(0, 15)}`).toString();
}

/**
 * Checks `If-Match`, which must hold the ETag in double quotes.
 *
 * @throws ApiFault 412/800036 without the header or the quotes (the number is a guess), 400/2055 when the resource has another
 * ETag by now
 */
export function assertIfMatch(request: Request, etag: string): void {
  const given = /^"(.*)"$/.exec(request.headers.get('if-match')?.trim() ?? '')?.[1];
  if (given === undefined) {
    throw new ApiFault(412, '800036', 'Pre-condition failed: If-Match must hold the ETag in double quotes.');
  }
  if (given !== etag) throw new ApiFault(400, '2055', 'Etag is no longer valid.');
}
