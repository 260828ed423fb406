import { ConsentryError, isConsentryError } from '@consentry/core';
import type { RequestBody } from '@consentry/core/contract';
import type { Incoming } from './incoming.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a body as the contract declares it: its content type first, then never more than its limit.
 *
 * @throws ConsentryError `unsupported_media_type`, `body_too_large`, `invalid_request` (not UTF-8, or the other
 *   side broke off)
 */
export async function readBody(
  incoming: Pick<Incoming, 'header' | 'body'>,
  declared: RequestBody,
): Promise<string> {
  const contentType = incoming.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (contentType !== declared.contentType) {
    throw new ConsentryError('unsupported_media_type', { facts: { expected: declared.contentType } });
  }
  if (Number(incoming.header('content-length') ?? 0) > declared.maxBytes) throw tooLarge(declared);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming.body()) {
      size += chunk.byteLength;
      if (size > declared.maxBytes) throw tooLarge(declared);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (isConsentryError(cause, 'body_too_large')) throw cause;
    throw new ConsentryError('invalid_request', { message: 'The body broke off.', cause });
  }
  try {
    return utf8.decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new ConsentryError('invalid_request', { message: 'The body is not UTF-8.', cause });
  }
}

function tooLarge({ maxBytes }: RequestBody): ConsentryError {
  return new ConsentryError('body_too_large', { facts: { limitBytes: maxBytes } });
}
