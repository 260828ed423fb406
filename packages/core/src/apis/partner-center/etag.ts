import { ConsentryError } from '../../errors.ts';
import { isJsonObject } from '../../http/read-json.ts';

/**
 * The `If-Match` of a write: the ETag that the resource itself carries, in double quotes. It is read from the body, so that what
 * is written and what was read belong together; an ETag is never kept.
 *
 * @returns undefined where the resource has none
 * @throws ConsentryError `invalid_request` for one that is none
 * @see Partner Center REST, "Partner Center REST headers" (2023-10)
 */
export function findIfMatch(resource: unknown): string | undefined {
  const attributes = isJsonObject(resource) ? resource['attributes'] : undefined;
  const etag = isJsonObject(attributes) ? attributes['etag'] : undefined;
  if (etag === undefined || etag === null) return undefined;
  const [, plain] = typeof etag === 'string' ? (/^"?([\x21\x23-\x7e]{1,1024})"?$/.exec(etag) ?? []) : [];
  if (plain === undefined) throw refused('The resource’s attributes.etag is no ETag.');
  return `"${plain}"`;
}

/** @throws ConsentryError `invalid_request` for a resource without one */
export function getIfMatch(resource: unknown): string {
  const found = findIfMatch(resource);
  if (found === undefined) throw refused('The resource to be written has no attributes.etag.');
  return found;
}

function refused(message: string): ConsentryError {
  return new ConsentryError('invalid_request', {
    message,
    remedy: 'Read the resource, change what was read, and send the whole of it.',
  });
}
