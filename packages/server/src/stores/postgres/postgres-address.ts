import type { Secret } from '@consentry/core';

/** Where a Postgres database is, who enters it, and by which certificates its server is known. */
export interface PostgresAddress {
  /** A host name or address, or the absolute path of the folder with the server's socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Undefined: the server asks for none. */
  readonly password: Secret<string> | undefined;
  /**
   * Undefined: no TLS, for a server on this machine only. Otherwise the server's certificate and its name are
   * checked, against `ca` (PEM) where one is given and the well-known authorities where none is.
   */
  readonly tls: { readonly ca: string | undefined } | undefined;
}

/** The address for people: nothing secret is in it. */
export function describeAddress({ host, port, database }: PostgresAddress): string {
  return host.startsWith('/') ? `${database} at ${host}` : `${database} at ${host}:${port}`;
}
