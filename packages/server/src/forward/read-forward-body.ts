import { ConsentryError, continueBody, readBeginning } from '@consentry/core';
import { forwardBodyLimitBytes } from '@consentry/core/contract';
import type { Incoming } from '../http/incoming.ts';

/** A body that is passed on. */
export interface ForwardBody {
  /** Bytes where all of it is here, so that it can be sent once more. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** In bytes; undefined where it is not known, or there is no body. */
  readonly length: number | undefined;
  readonly canRepeat: boolean;
  /** Why the body ended early, where it was this side that ended it. */
  readonly failure: () => ConsentryError | undefined;
}

const keptBytes = 64 * 1024;

/**
 * Reads a body that is passed on: a small one whole, of a larger one the beginning.
 *
 * @throws ConsentryError `body_too_large`, also while a body of unknown length is being read
 */
export async function readForwardBody(incoming: Pick<Incoming, 'header' | 'body'>): Promise<ForwardBody> {
  const declared = incoming.header('content-length');
  const length = declared === undefined ? undefined : Number(declared);
  if (length !== undefined && length > forwardBodyLimitBytes) throw tooLarge();
  const beginning = await readBeginning(incoming.body(), keptBytes);
  if (beginning.rest !== undefined) {
    const { body: rest, failure } = limit(continueBody(beginning));
    return { body: rest, length, canRepeat: false, failure };
  }
  const { bytes } = beginning;
  return { body: bytes, length: bytes.byteLength, canRepeat: true, failure: () => undefined };
}

/**
 * What a call without a body has in its place.
 * @throws ConsentryError `invalid_request` when there is one: dropping it unsaid would change what was asked
 */
export function requireNoBody(incoming: Pick<Incoming, 'method' | 'header'>): ForwardBody {
  const { method } = incoming;
  if (
    Number(incoming.header('content-length') ?? 0) === 0 &&
    incoming.header('transfer-encoding') === undefined
  )
    return { body: undefined, length: undefined, canRepeat: true, failure: () => undefined };
  throw new ConsentryError('invalid_request', {
    message: `${method} has no body.`,
    remedy: 'Leave the body out, or use POST, PUT or PATCH.',
  });
}

/** What is thrown into the sending of a body does not come out of it, so it is kept. */
function limit(body: AsyncIterable<Uint8Array>): Required<Pick<ForwardBody, 'failure'>> & {
  readonly body: AsyncIterable<Uint8Array>;
} {
  let failure: ConsentryError | undefined;
  const limited = async function* (): AsyncIterable<Uint8Array> {
    let size = 0;
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > forwardBodyLimitBytes) throw (failure = tooLarge());
      yield chunk;
    }
  };
  return { body: limited(), failure: () => failure };
}

function tooLarge(): ConsentryError {
  return new ConsentryError('body_too_large', { facts: { limitBytes: forwardBodyLimitBytes } });
}
