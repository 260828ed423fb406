import { type Api, type ApiPorts, createApi } from '../src/apis/api.ts';
import type { ApiTarget } from '../src/apis/api-target.ts';
import type { CredentialSource } from '../src/apis/call.ts';
import { createCallLimiter } from '../src/apis/call-limiter.ts';
import type { Fetch, Timer } from '../src/ports.ts';
import { Secret } from '../src/secret.ts';
import { aRandom, partner } from './builders.ts';

/** A timer on which time passes only when everybody waits: then it is the instant at which the first wait ends. */
export function aTimer(): Timer & { at: number } {
  const waiting: { readonly until: number; readonly resolve: () => void }[] = [];
  const endFirst = (): void => {
    waiting.sort((a, b) => a.until - b.until);
    const first = waiting.shift();
    if (first === undefined) return;
    timer.at = Math.max(timer.at, first.until);
    first.resolve();
    if (waiting.length > 0) setImmediate(endFirst);
  };
  const timer = {
    at: 0,
    elapsed: () => timer.at,
    wait: (ms: number) =>
      new Promise<void>((resolve) => {
        waiting.push({ until: timer.at + ms, resolve });
        if (waiting.length === 1) setImmediate(endFirst);
      }),
  };
  return timer;
}

export function apiPorts(fetch: Fetch, timer: Timer = aTimer()): ApiPorts {
  return { fetch, timer, random: aRandom(), limiter: createCallLimiter(timer) };
}

/** An API that answers from `fetch`. */
export function anApi(
  fetch: Fetch,
  {
    resource = 'graph',
    baseUrl = 'https://graph.microsoft.com',
    credential = async () => ({ value: Secret.of('access'), baseUrl }),
    ports = apiPorts(fetch),
  }: {
    readonly resource?: ApiTarget['resource'];
    readonly baseUrl?: string;
    readonly credential?: CredentialSource;
    readonly ports?: ApiPorts;
  } = {},
): Api {
  return createApi(ports, { resource, partner }, credential);
}
