/**
 * The broker's HTTP API as data.
 * In: nothing. Out: the table of endpoints and the types that follow from it.
 * The broker makes its routes from it, `remote/` its client, the documents their reference.
 * It trusts nobody: both sides check what they read against these schemas.
 */
export type { Endpoint, Listener, RequestBody, Role } from './endpoint.ts';
export { type Endpoints, endpoints, type Operation } from './endpoints.ts';
export { type Identity, identity } from './identity.ts';
export { type JsonSchema, toJsonSchema } from './json-schema.ts';
export { createOpenApi, type JsonObject } from './open-api.ts';
export { type AllowedCalls, type Policy, policy } from './policy.ts';
export { postureTables } from './posture-tables.ts';
export { commonRefusals, refusalsOf } from './refusals-of.ts';
export type {
  AnswerOf,
  DashboardOperation,
  FileOperation,
  InputOf,
  JsonOperation,
  LinesOperation,
  PageErrorCode,
  PageOperation,
  RequestOf,
  StreamOperation,
} from './types.ts';
export { forwardBodyLimitBytes, type Refusal, refusal } from './wire.ts';
