import type { ApiCallRecord } from '../src/index.ts';
import type { ExampleClient } from './example-client.ts';

/** A request that is more than a GET. */
export interface WriteCall {
  service: ApiCallRecord['service'];
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  token: string;
  body?: object | undefined;
  headers?: Record<string, string>;
}

/** What came back: the status, the headers, and the body if it is JSON. */
export interface WriteAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export async function write(client: ExampleClient, call: WriteCall): Promise<WriteAnswer> {
  const { service, method, path, token, body, headers = {} } = call;
  const response = await client.send(
    new Request(`${client.sandbox.origins[service]}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return readAnswerOf(response);
}

export async function read(
  client: ExampleClient,
  service: ApiCallRecord['service'],
  path: string,
  token: string,
  headers: Record<string, string> = {},
): Promise<WriteAnswer> {
  return readAnswerOf(await client.get(service, path, token, headers));
}

async function readAnswerOf(response: Response): Promise<WriteAnswer> {
  const text = await response.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, body };
}

/** The status and the number of a refusal of Partner Center. */
export function faultOf({ status, body }: WriteAnswer): [number, unknown] {
  return [status, body['code']];
}

/** The status and the code of an error of Graph. */
export function graphErrorOf({ status, body }: WriteAnswer): [number, unknown] {
  return [status, (body['error'] as { code?: unknown } | undefined)?.code];
}
