/** A handler, and what is still being done by it. */
export interface Counted<Request, Answer> {
  readonly handler: (request: Request) => Promise<Answer>;
  /** Resolves when no request is at work, also none whose connection was cut: what it does may be kept all the same. */
  settled(): Promise<void>;
}

export function countUnderWay<Request, Answer>(
  handler: (request: Request) => Promise<Answer>,
): Counted<Request, Answer> {
  const underWay = new Set<Promise<unknown>>();
  return {
    handler(request) {
      const answering = handler(request);
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
