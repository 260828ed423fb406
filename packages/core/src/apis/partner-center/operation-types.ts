import type { TenantId } from '../../ids.ts';
import type { Filter } from './filter.ts';
import type { Answer, AnswerKind, Body, Operation } from './operation.ts';

/** The method that follows from a row: the path’s parameters in their order, then what else the operation takes. */
export type OperationMethod<Row extends Operation> = (
  ...args: [...PathArguments<Row['request']>, ...InputArgument<InputOf<Row>>]
) => ResultOf<Row['answer']>;

/** Query and body of an operation, and how it is made. */
type InputOf<Row extends Operation> = {
  readonly [Name in RequiredQuery<Row['request']>]: QueryValue<Name>;
} & { readonly [Name in OptionalQuery<Row['request']>]?: QueryValue<Name> } & (Row extends {
    readonly body: Body<infer Type>;
  }
    ? { readonly body: Type }
    : unknown) &
  (Row['request'] extends `GET ${string}` | `HEAD ${string}` ? unknown : WriteInput);

interface WriteInput {
  /**
   * The `MS-RequestId`: Partner Center carries out what has the same id once. For a program that may repeat the write after a
   * restart; a fresh one unless given.
   */
  readonly requestId?: string;
}

type InputArgument<Input> = Partial<Input> extends Input ? [input?: Input] : [input: Input];

type ResultOf<Given> =
  Given extends Answer<infer Kind extends AnswerKind, infer Type>
    ? Kind extends 'one' | 'nothing' | 'exists'
      ? Promise<Type>
      : AsyncIterable<Type>
    : never;

type PathOf<Request extends string> = Request extends `${infer Path}?${string}` ? Path : Request;
type QueryOf<Request extends string> = Request extends `${string}?${infer Query}` ? Query : '';

type PathArguments<Request extends string> = ArgumentsOf<PathOf<Request>>;
type ArgumentsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? [Name extends 'customer' ? TenantId : string, ...ArgumentsOf<Rest>]
  : [];

type RequiredQuery<Request extends string> = GivenIn<QueryOf<Request>>;
type GivenIn<Query extends string> = Query extends `${string}={${infer Name}}${infer Rest}`
  ? Name | GivenIn<Rest>
  : never;

type OptionalQuery<Request extends string> = Request extends `${string}{${'?' | '&'}${infer Names}}`
  ? NamesIn<Names>
  : never;
type NamesIn<List extends string> = List extends `${infer First},${infer Rest}`
  ? First | NamesIn<Rest>
  : List;

/** What a query can hold: a list repeats its name. */
export type QueryValue<Name extends string = string> = Name extends 'filter'
  ? Filter | string
  : string | number | boolean | readonly string[];
