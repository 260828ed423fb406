/** A request as a snippet makes it. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** A redirect would carry what it is sent with to another host. */
  readonly staysAtHost: boolean;
  /** PowerShell sends no credential by http unless it is told to; other languages do. */
  readonly mayBePlain: boolean;
}

/** What a snippet stands in. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  /** Files that it reads, by the path that it names. */
  readonly files: Readonly<Record<string, string>>;
  /** Variables that the page says are the reader's own. */
  readonly variables: Readonly<Record<string, string>>;
  /** Sends a request, and gives what was answered. */
  send(request: SentRequest): Promise<unknown>;
  /** Runs `consentry`. @returns its standard output */
  run(args: readonly string[]): Promise<string>;
}
