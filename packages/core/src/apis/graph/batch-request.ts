import type { ConsentryError } from '../../errors.ts';

/** One request of a batch. */
export interface BatchRequest {
  /** Names it for `dependsOn`, and in its outcome. Its place in the list, from 1 on, unless given. */
  readonly id?: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, as for a call of its own: `/v1.0/users?$top=5`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Ids of those that must have succeeded before. They share a batch with it: at most twenty. */
  readonly dependsOn?: readonly string[];
  /** True for a write that may be made twice. Reads may. */
  readonly isRepeatable?: boolean;
}

/** What became of one request. */
export type BatchOutcome =
  | {
      readonly id: string;
      readonly ok: true;
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly json: unknown;
    }
  | { readonly id: string; readonly ok: false; readonly error: ConsentryError };

/** A request that has its id. */
export type NamedRequest = BatchRequest & { readonly id: string };
