import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { TransportError } from '../ports.ts';

type Decoder = (body: Uint8Array, options: ZlibOptions) => Promise<Uint8Array>;

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['identity', async (body) => body],
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * Undoes the content encoding, and stops as soon as the result is larger than allowed.
 * @throws TransportError `too_large`; `protocol` for an unknown encoding or a damaged body
 */
export async function decodeBody(
  body: Uint8Array,
  encoding: string,
  maxResponseBytes: number,
): Promise<Uint8Array> {
  const decode = decoders.get(encoding.trim().toLowerCase());
  if (!decode) throw undecodable('The answer has a content encoding that is not known.');
  try {
    return await decode(body, { maxOutputLength: Math.max(1, maxResponseBytes) });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new TransportError('too_large', {
        mayHaveArrived: true,
        message: 'The answer is too large once decompressed.',
      });
    }
    throw undecodable('The answer cannot be decompressed.');
  }
}

function undecodable(message: string): TransportError {
  return new TransportError('protocol', { mayHaveArrived: true, message });
}
