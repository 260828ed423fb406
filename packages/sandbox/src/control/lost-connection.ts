/**
 * A connection that a fault broke. In the process the caller gets it, and it looks like what `fetch` throws; on a socket the
 * connection really breaks.
 */
export class LostConnection extends TypeError {
  constructor(message: 'fetch failed' | 'terminated') {
    super(message, {
      cause: Object.assign(new Error('The sandbox broke the connection.'), { code: 'ECONNRESET' }),
    });
    this.name = 'TypeError';
  }
}

/** An answer whose body breaks off with a `LostConnection`. */
export class CutResponse extends Response {}
