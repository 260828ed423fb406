import type { SandboxParts } from '../parts.ts';
import type { Caller } from './authorize-call.ts';
import type { PartnerCenterState } from './state.ts';

/** One request at Partner Center, after its caller was let in. */
export interface Call {
  readonly parts: SandboxParts;
  readonly state: PartnerCenterState;
  readonly caller: Caller;
  readonly request: Request;
  readonly url: URL;
  /** The named parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  /** The text of the body; empty for a read. */
  readonly body: string;
}

/** How an operation stands among the audit records. */
export interface AuditedOperation {
  resourceType: string;
  operationType: string;
  /** What the resource was before. Nothing when absent. */
  old?(call: Call): object | undefined;
}

/** One thing that Partner Center can be asked for. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As Hono writes paths. */
  path: string;
  /** True where an application alone may ask; elsewhere it is refused with 900329. */
  isAppOnly?: true;
  /** A limit of its own, beside the one of every call. */
  limit?: 'application-consents';
  /** How a write stands among the audit records. */
  audit?: AuditedOperation;
  /**
   * A plain object is answered as JSON: 201 to a POST, else 200.
   *
   * @throws ApiFault, CommerceFault
   */
  answer(call: Call): object | Response;
}
