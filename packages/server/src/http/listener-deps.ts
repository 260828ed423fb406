import type { AuditSink, Clock, ConsentryError } from '@consentry/core';
import type { Operation } from '@consentry/core/contract';
import type { Authenticator } from '../access/authenticate.ts';
import type { RateLimiter } from '../access/rate-limiter.ts';
import type { Log } from '../log.ts';
import type { RequestWatch } from '../observe/watch-requests.ts';
import type { ShedReason } from './admission.ts';
import type { PageAnswer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { Incoming, Reply } from './incoming.ts';

/** A handler as the listener sees it; `routes/` gives it its exact types. */
export type AnyHandler = (exchange: Exchange<Operation>) => Promise<unknown>;

/** What a listener is made of. */
export interface ListenerDeps {
  readonly handlers: Readonly<Record<Operation, AnyHandler>>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly rateLimiter: RateLimiter;
  readonly audit: AuditSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly watch: RequestWatch;
  readonly createRequestId: () => string;
  /** How many requests may be under way at once; those for health are not counted. */
  readonly maxInFlight: number;
  readonly isMemoryShort: () => boolean;
  readonly countShed: (reason: ShedReason) => void;
  /** The origin of the cloud's login host. */
  readonly loginOrigin: string;
  /** Looks at a request before it is asked who calls. @throws ConsentryError when it may not come in at all */
  readonly admit?: (incoming: Incoming) => void;
  /** Reads who calls, as a value of the Authorization header; from that header unless told otherwise. */
  readonly readAuthorization?: (incoming: Incoming) => string | undefined;
  /** Draws the page of a refusal. */
  readonly refusalPage: (error: ConsentryError, request: RefusedRequest) => PageAnswer;
  /** The same at the dashboard. */
  readonly dashboardRefusal: (error: ConsentryError, requestId: string) => Reply | Promise<Reply>;
}

/** What the page of a refusal takes from the request. */
export interface RefusedRequest {
  readonly requestId: string;
  readonly asked: {
    readonly raw: Incoming;
    /** Of another protocol, as in an exchange. Undefined where it was refused before they were read. */
    readonly fields: URLSearchParams | undefined;
  };
}
