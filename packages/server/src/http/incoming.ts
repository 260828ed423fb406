/** A request on its way in, whichever door it came by. */
export interface Incoming {
  readonly method: string;
  /** Path and query as they stood in the request line: in a URL dots are resolved already. */
  readonly target: string;
  /**
   * The value of a header, undefined when absent. One that stands several times is joined, so that none is picked from several.
   * @param name in lower case
   */
  header(name: string): string | undefined;
  /** All of them; for what is passed on. */
  headers(): Headers;
  /** The body as it comes. It can be read once; whoever stops early leaves the connection as it is. */
  body(): AsyncIterable<Uint8Array>;
  /** Aborted when whoever asked is gone. */
  signal(): AbortSignal;
  /** The address at the other end of the connection. */
  readonly address: string | undefined;
}

/** The answer on its way out. */
export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Each is a `set-cookie` of its own: that header alone cannot be joined (RFC 6265 §3). */
  readonly cookies?: readonly string[];
  /** Null for a status that has none. A stream is cancelled when whoever asked is gone; one that fails ends the connection. */
  readonly body: string | ReadableStream<Uint8Array> | null;
}

/** A listener as a function. It rejects for a bug alone: refusals are answers. */
export type HttpHandler = (incoming: Incoming) => Promise<Reply>;

/** The path of a request target. */
export function pathOf(target: string): string {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

/** The query of a request target, without its question mark. */
export function queryOf(target: string): string {
  const end = target.indexOf('?');
  return end === -1 ? '' : target.slice(end + 1);
}
