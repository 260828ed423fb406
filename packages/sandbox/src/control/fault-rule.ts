import type { ServiceName } from '../origins.ts';

/** The services that faults are played at: all but the control. */
export type FaultyService = Exclude<ServiceName, 'control'>;

/**
 * A refusal that a test orders of Entra: JSON at the token endpoint, a page where a browser asks. What is left out is what Entra says
 * with this number, as far as the sandbox knows it; else `invalid_grant` with status 400.
 */
export interface OrderedRefusal {
  /** Without `AADSTS`. */
  code: number;
  error?: string;
  suberror?: string;
  status?: number;
  /** The text behind the number. */
  description?: string;
}

/** An answer that a test orders in place of the service's own. */
export interface OrderedAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * What goes wrong with one request. With `latency`, `slow-drip`, `reset-after`, `truncated` and `wrong-type` the service acts as
 * always; with the others it never sees the request. Durations are those of the machine, not of the sandbox's clock.
 */
export type Fault =
  /** The service acts after `ms` milliseconds. */
  | { kind: 'latency'; ms: number }
  /** There is never an answer. In the process: not until the request's signal aborts. */
  | { kind: 'hang' }
  /** The body of the answer comes drop by drop. */
  | { kind: 'slow-drip'; bytesPerSecond: number }
  /** The connection breaks before the service has acted. In the process the call fails like `fetch`: `TypeError: fetch failed`. */
  | { kind: 'reset' }
  /** The service has acted, and then the connection breaks: the answer is lost. In the process as `reset`. */
  | { kind: 'reset-after' }
  /** The answer announces its length and breaks off half way. In the process the reading of the body fails: `TypeError: terminated`. */
  | { kind: 'truncated' }
  /** 200 and `application/json`, and bytes that are no JSON. */
  | { kind: 'garbage' }
  /** The service's own answer, with the content type `text/html`. */
  | { kind: 'wrong-type' }
  /** 200 and a page in HTML, as from a proxy that stands in the way. */
  | { kind: 'html-page' }
  /** 200 and a JSON body of `bytes` bytes, its length not announced. */
  | { kind: 'oversized'; bytes: number }
  /** 200 and a short body that inflates to `bytes` bytes of JSON. In the process nobody inflates it. */
  | { kind: 'gzip-bomb'; bytes: number }
  /** A redirect; 302 unless told otherwise. */
  | { kind: 'redirect'; location: string; status?: 301 | 302 | 303 | 307 | 308 }
  /** The token of the request is refused from then on, here and elsewhere, as one that is not valid: only another token is taken. */
  | { kind: 'refuse-token' }
  /** The same with a claims challenge: the API wants to find `claims` in the next token. Graph, ARM and Defender say so. */
  | { kind: 'claims-challenge'; claims?: Record<string, unknown> }
  /**
   * The service's own list, and the link to its next page is spoiled: it leads to another host, to the first page again, or to the very
   * page that was just read, with the token that it was asked for with. A list that is over gets such a link too.
   */
  | { kind: 'next-link'; defect: NextLinkDefect }
  /**
   * After every `calls` calls a window is shut for `seconds` of the sandbox's clock: 429 with `Retry-After`. The call that meets the
   * shut window first begins it; those that come after its answer came inside, and the control tells how many. With `scope` the answer
   * says in Graph's header whose calls are too many: all of the application's, or those in one tenant.
   */
  | { kind: 'throttle'; calls: number; seconds: number; scope?: ThrottleScope }
  /** Any answer, such as 429 with any form of `Retry-After`, or a 5xx. */
  | ({ kind: 'answer' } & OrderedAnswer)
  /** A refusal by Entra, any number. At `login` only. */
  | ({ kind: 'aadsts' } & OrderedRefusal);

/** As `x-ms-throttle-scope` begins. @see https://learn.microsoft.com/graph/throttling-limits (2026-11) */
export type ThrottleScope = 'Application' | 'Tenant_Application';

/** Where a spoiled link to the next page leads. */
export type NextLinkDefect = 'other-host' | 'first-page' | 'same-page';

/** Which requests a fault is played to. What is left out matches everything. */
export interface FaultRule {
  service: FaultyService;
  /** In upper case. */
  method?: string;
  /** The path without its query; `*` stands for any text, and for none: `/v1/customers*`. Case does not matter. */
  path?: string;
  /**
   * A tenant, by id or default domain: at `login` the first segment of the path, elsewhere the tenant of the bearer token.
   * At `login` also `common` or `organizations`.
   */
  tenant?: string;
  /** The `grant_type` of a token request. At `login` only. */
  grantType?: string;
  /** The SHA-256 of a certificate, in hexadecimal: token requests that are signed for with it. At `login` only. */
  certificate?: string;
  /** How many of these requests pass first: 30 plays it to the thirty-first. None unless told otherwise. */
  after?: number;
  /** How often it is played. 1 unless told otherwise; with `percentage` and of a `throttle`, `always` unless told otherwise. */
  times?: number | 'always';
  /** To how many of a hundred matching requests it is played, drawn by lot at each; all unless told otherwise. */
  percentage?: number;
  fault: Fault;
}

/** A fault with which the service acts as always. */
export type ActingFault = Extract<
  Fault,
  {
    kind:
      | 'latency'
      | 'slow-drip'
      | 'reset-after'
      | 'truncated'
      | 'wrong-type'
      | 'next-link'
      | 'refuse-token'
      | 'claims-challenge';
  }
>;

/** A fault that a request met. Of a throttle, how long the window is still shut. */
export type TakenFault =
  | Exclude<Fault, { kind: 'throttle' }>
  | { kind: 'throttle'; retryAfterSeconds: number; scope: ThrottleScope | undefined; answered(): void };

/** True for a fault with which the service acts as always. */
export function isActing(fault: TakenFault): fault is ActingFault {
  return ACTING.has(fault.kind);
}

const ACTING: ReadonlySet<Fault['kind']> = new Set<ActingFault['kind']>([
  'latency',
  'slow-drip',
  'reset-after',
  'truncated',
  'wrong-type',
  'refuse-token',
  'claims-challenge',
  'next-link',
]);
