import type { HttpHandler } from './incoming.ts';

/** A handler, and what is still being done by it. */
export interface Counted {
  readonly handler: HttpHandler;
  /** Resolves when no request is at work, also none whose connection was cut: what it does may be kept all the same. */
  settled(): Promise<void>;
}

export function countUnderWay(handler: HttpHandler): Counted {
  const underWay = new Set<Promise<unknown>>();
  return {
    handler(incoming) {
      const answering = handler(incoming);
      const ended = answering.then(ignore, ignore).finally(() => underWay.delete(ended));
      underWay.add(ended);
      return answering;
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
}

function ignore(): void {
  // Whoever asked hears how it went.
}
