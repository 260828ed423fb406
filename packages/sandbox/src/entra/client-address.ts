import { isIP } from 'node:net';

/** Where a request comes from unless it says otherwise: the sandbox listens on loopback. */
const LOOPBACK = '127.0.0.1';

/**
 * Reads the address that a request comes from: the first one of `X-Forwarded-For`. That header is how a test comes from
 * elsewhere; anything in it that is no address is ignored.
 */
export function readClientAddress(request: Request): string {
  const [first = ''] = (request.headers.get('x-forwarded-for') ?? '').split(',');
  const address = first.trim();
  return isIP(address) === 0 ? LOOPBACK : address;
}
