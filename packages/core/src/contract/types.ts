import type { z } from 'zod';
import type { Endpoints, Operation } from './endpoints.ts';
import type { CommonPageRefusal } from './refusals-of.ts';

/** Operations that answer JSON. */
export type JsonOperation = {
  [Name in Operation]: Endpoints[Name]['response'] extends { schema: z.ZodType } ? Name : never;
}[Operation];

/** Operations that pass another API's answer on. */
export type StreamOperation = {
  [Name in Operation]: Endpoints[Name]['response'] extends 'stream' ? Name : never;
}[Operation];

/** Operations that answer a file. */
export type FileOperation = {
  [Name in Operation]: Endpoints[Name]['response'] extends 'file' ? Name : never;
}[Operation];

/** Operations that answer lines of JSON or CSV. */
export type LinesOperation = {
  [Name in Operation]: Endpoints[Name]['response'] extends 'lines' ? Name : never;
}[Operation];

/** Operations that the dashboard answers. */
export type DashboardOperation = {
  [Name in Operation]: Endpoints[Name]['response'] extends 'dashboard' ? Name : never;
}[Operation];

/** Operations that answer a person who was invited with a page. */
export type PageOperation = {
  [Name in Operation]: Endpoints[Name] extends { readonly listener: 'public'; readonly response: 'page' }
    ? Name
    : never;
}[Operation];

/** Every refusal that such a page may show: a page has words for each, in each of its languages. */
export type PageErrorCode = Endpoints[PageOperation]['errors'][number] | CommonPageRefusal;

type SchemaAt<Value, Key extends string> = Value extends {
  readonly [K in Key]: infer Schema extends z.ZodType;
}
  ? Schema
  : never;

type BodySchema<Name extends Operation> = Endpoints[Name] extends { readonly body: infer Body }
  ? SchemaAt<Body, 'schema'>
  : never;

/** What a client sends: parameters, query and body that the endpoint has. */
export type RequestOf<Name extends Operation> = (Endpoints[Name] extends {
  readonly params: infer P extends z.ZodType;
}
  ? { readonly params: z.input<P> }
  : unknown) &
  (Endpoints[Name] extends { readonly query: infer Q extends z.ZodType }
    ? { readonly query?: z.input<Q> }
    : unknown) &
  ([BodySchema<Name>] extends [never] ? unknown : { readonly body: z.input<BodySchema<Name>> });

/** What the broker reads of a request, after its checks. */
export type InputOf<Name extends Operation> = (Endpoints[Name] extends {
  readonly params: infer P extends z.ZodType;
}
  ? { readonly params: z.output<P> }
  : unknown) &
  (Endpoints[Name] extends { readonly headers: infer H extends z.ZodType }
    ? { readonly headers: z.output<H> }
    : unknown) &
  (Endpoints[Name] extends { readonly query: infer Q extends z.ZodType }
    ? { readonly query: z.output<Q> }
    : unknown) &
  ([BodySchema<Name>] extends [never] ? unknown : { readonly body: z.output<BodySchema<Name>> });

/** What an endpoint answers. */
export type AnswerOf<Name extends JsonOperation> = Endpoints[Name]['response'] extends {
  readonly schema: infer S extends z.ZodType;
}
  ? z.output<S>
  : never;
