import { type Clock, type Fetch, TransportError, type TransportFailure } from '../ports.ts';

/** A host that something here must reach. */
export interface HostToProbe {
  /** What it is for, such as `Microsoft Graph`. */
  readonly what: string;
  /** Scheme, host and port. */
  readonly origin: string;
}

/** What came of it. */
export interface HostProbe extends HostToProbe {
  readonly outcome:
    | {
        readonly kind: 'answered';
        readonly status: number;
        /** How far its clock is before ours, milliseconds. Undefined where it does not say, or the answer took too long to tell. */
        readonly aheadMs: number | undefined;
      }
    | { readonly kind: 'failed'; readonly failure: TransportFailure; readonly message: string };
}

/** An answer that took longer says too little of when it was written. */
const longestMs = 5_000;
/** `Date` counts whole seconds: on average it is half a second behind. */
const halfSecondMs = 500;

/**
 * Asks each host for nothing but whether it is there, all at once: HEAD of its root, with no credential and no name of a tenant. Any
 * status is an answer.
 * @param deadlineMs for each, from the resolution of its name on
 */
export function probeHosts(
  { fetch, clock, deadlineMs }: { readonly fetch: Fetch; readonly clock: Clock; readonly deadlineMs: number },
  hosts: readonly HostToProbe[],
): Promise<readonly HostProbe[]> {
  return Promise.all(
    hosts.map(async (host): Promise<HostProbe> => {
      const sentAt = clock.now();
      try {
        const request = {
          method: 'HEAD',
          url: `${host.origin}/`,
          deadlineMs,
          maxResponseBytes: 65_536,
        } as const;
        const { status, headers } = await fetch(request);
        const receivedAt = clock.now();
        const saidAt = Date.parse(headers['date'] ?? '');
        const isTelling = !Number.isNaN(saidAt) && Math.abs(receivedAt - sentAt) <= longestMs;
        const aheadMs = isTelling ? saidAt + halfSecondMs - (sentAt + receivedAt) / 2 : undefined;
        return { ...host, outcome: { kind: 'answered', status, aheadMs } };
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        const { failure, message } = error;
        return { ...host, outcome: { kind: 'failed', failure, message } };
      }
    }),
  );
}
