import type { Fetch } from '@consentry/core';

/** Requests that wait until they are let go, at the latest at the end of the test. */
export interface Held extends Disposable {
  /** Resolves when one waits. */
  readonly arrived: Promise<void>;
  release(): void;
}

/** What the broker asks the cloud passes here. */
export interface Gate {
  readonly watch: (fetch: Fetch) => Fetch;
  /** From now on, requests to this path wait. */
  hold(path: string): Held;
}

export function aGate(): Gate {
  const shut = new Map<string, { readonly opened: Promise<void>; arrive(): void }>();
  return {
    watch: (fetch) => async (request) => {
      const gate = shut.get(new URL(request.url).pathname);
      gate?.arrive();
      await gate?.opened;
      return fetch(request);
    },
    hold(path) {
      const [arrival, opening] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      shut.set(path, { opened: opening.promise, arrive: arrival.resolve });
      const release = (): void => {
        shut.delete(path);
        opening.resolve();
      };
      return { arrived: arrival.promise, release, [Symbol.dispose]: release };
    },
  };
}
