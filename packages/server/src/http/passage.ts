import type { ConsentryError } from '@consentry/core';
import type { Endpoint, Operation } from '@consentry/core/contract';
import type { Principal } from '../access/authenticate.ts';
import type { Incoming } from './incoming.ts';

/** One request on its way through a listener. */
export interface Passage {
  readonly operation: Operation;
  readonly endpoint: Endpoint;
  /** From the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly incoming: Incoming;
  readonly address: string | undefined;
  /** Set once they are read: see `Exchange`. */
  fields?: URLSearchParams | undefined;
  /** Set once it is known who calls. */
  principal?: Principal | undefined;
  /** Set once it was refused. */
  error?: ConsentryError | undefined;
}
