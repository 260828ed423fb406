import assert from 'node:assert/strict';
import { ConsentryError } from '../src/errors.ts';
import { readApplicationId, readTenantId } from '../src/ids.ts';
import type { Clock, Fetch, IncomingAnswer, OutgoingRequest, Random } from '../src/ports.ts';

export const partner = readTenantId('11111111-1111-4111-8111-111111111111');
export const customer = readTenantId('22222222-2222-4222-8222-222222222222');
export const clientId = readApplicationId('33333333-3333-4333-8333-333333333333');
export const redirectUri = 'https://consentry.example/callback';
/** 2026-11-20T12:00:00Z. */
export const noon = Date.UTC(2026, 10, 20, 12);

/** A clock that stands still until the test moves it. */
export function aClock(at = noon): Clock & { at: number } {
  return {
    at,
    now() {
      return this.at;
    },
  };
}

/** Bytes that count up, so that no two draws are equal. */
export function aRandom(): Random {
  let drawn = 0;
  return {
    bytes(length) {
      drawn += 1;
      return new Uint8Array(length).fill(drawn);
    },
  };
}

type Content = string | Uint8Array | object | number | null;

export function anAnswer(
  body: Content,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): IncomingAnswer {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(isRaw ? body : JSON.stringify(body)),
  };
}

/** A Fetch that gives its answers in turn and keeps the requests. */
export function aFetch(
  ...answers: readonly (IncomingAnswer | Error)[]
): Fetch & { requests: OutgoingRequest[] } {
  const requests: OutgoingRequest[] = [];
  const fetch: Fetch = async (request) => {
    const answer = answers[requests.length];
    requests.push(request);
    assert.ok(answer, `an unexpected request to ${request.url}`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return Object.assign(fetch, { requests });
}

export async function errorOf(act: () => unknown): Promise<ConsentryError> {
  try {
    await act();
  } catch (error) {
    assert.ok(error instanceof ConsentryError, String(error));
    return error;
  }
  return assert.fail('nothing was thrown');
}

export function mapOf(form: string | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(form));
}
