import type { z } from 'zod';
import type { AuditEventType } from '../audit.ts';
import type { ErrorCode } from '../errors.ts';

/**
 * Who may call. `caller or operator`: everybody who has a key. `invited`: whoever holds an invitation link or comes back from the
 * sign-in that it led to. `person`: whoever is signed in at the dashboard, which page by page says in which role.
 */
export type Role = 'anyone' | 'invited' | 'person' | 'caller' | 'operator' | 'caller or operator';

/**
 * `public` faces the people who are invited; `api` faces programs and operators; `managed-identity` faces SDKs on this
 * machine that believe they run in App Service: there a caller's key stands in `X-IDENTITY-HEADER`.
 */
export type Listener = 'public' | 'api' | 'managed-identity';

/** A body that an endpoint reads. */
export interface RequestBody {
  /** `any`: what came is passed on as it comes, and is not read here. */
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded' | 'any';
  readonly maxBytes: number;
  /** Undefined where the fields are another protocol's and are read by the flow itself. */
  readonly schema?: z.ZodType;
}

/** One endpoint of the broker. Leaving out who may call it or what it records does not compile. */
export interface Endpoint {
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for a part that varies; `{name...}` at its end for any number of parts. */
  readonly path: `/${string}`;
  readonly listener: Listener;
  readonly role: Role;
  /** What it records, or why it records nothing. */
  readonly audit: readonly AuditEventType[] | { readonly none: string };
  readonly params?: z.ZodObject;
  /** By their names in lower case. The other headers of a request are not looked at. */
  readonly headers?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: RequestBody;
  /**
   * JSON that is checked on its way out, a page of consent, what the dashboard shows, a file that is sealed, lines of JSON or CSV, or
   * another API's answer, passed on as it comes.
   */
  readonly response:
    | { readonly status: number; readonly schema: z.ZodType }
    | 'page'
    | 'dashboard'
    | 'file'
    | 'lines'
    | 'stream';
  /** The refusals of its own, beside those that every endpoint has. */
  readonly errors: readonly ErrorCode[];
}
