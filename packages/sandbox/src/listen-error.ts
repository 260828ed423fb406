import type { ServiceName } from './origins.ts';

/** A service could not be bound to its port. */
export class ListenError extends Error {
  /** `port-taken`: another program has it. `not-allowed`: this user may not have it. `no-such-address`: the machine has no such address. */
  readonly code: 'port-taken' | 'not-allowed' | 'no-such-address';
  readonly service: ServiceName;
  readonly port: number;

  constructor(
    code: ListenError['code'],
    { service, host, port }: { service: ServiceName; host: string; port: number },
    cause: Error,
  ) {
    super(`${service} cannot listen on port ${port} of ${host}: ${WORDS[code]}`, { cause });
    this.name = 'ListenError';
    this.code = code;
    this.service = service;
    this.port = port;
  }
}

const WORDS = {
  'port-taken': 'another program has this port',
  'not-allowed': 'this user may not have this port',
  'no-such-address': 'this machine has no such address',
};
