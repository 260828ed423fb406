import type { Caller } from './authorize-call.ts';
import type { Entity } from './odata.ts';

/** One request at one path. */
export interface Call {
  caller: Caller;
  request: Request;
  url: URL;
  /** What stands in the path instead of `:id`; empty where nothing does. */
  id: string;
  /** What stands in the path instead of `:part`. */
  part: string;
}

/** Answers one request. `undefined` is answered with 204. */
export type Handle = (call: Call) => Entity | undefined | Promise<Entity | undefined>;

/** Adds one route below `/v1.0`. The status is 200 unless told otherwise. */
export type AddRoute = (
  method: 'get' | 'post' | 'patch' | 'delete',
  path: string,
  handle: Handle,
  status?: 200 | 201,
) => void;
