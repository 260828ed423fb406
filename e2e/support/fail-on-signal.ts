// Started before the broker by `node --import`: at SIGUSR2 the process fails, in the way that FAIL_AS says.
const secret = 'CANARY-in-the-words-of-an-error';

function fail(): void {
  switch (process.env['FAIL_AS'] ?? '') {
    case 'rejection':
      void Promise.reject(new Error(secret));
      return;
    case 'exception':
      throw new TypeError(secret);
    case 'block': {
      const until = performance.now() + 2_500;
      while (performance.now() < until);
      return;
    }
    case 'fill':
      if (ballast.length > 0) ballast.length = 0;
      else fill();
      return;
    default: {
      const kept: object[] = [];
      for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
    }
  }
}

/** Holds on to so much that little of the heap is left; at the next signal it is let go. */
const ballast: object[] = [];

function fill(): void {
  const limit = Number(process.env['FILL_TO_MB']) * 1024 * 1024;
  while (process.memoryUsage().heapUsed < limit) {
    ballast.push(Array.from({ length: 1_000 }, (_, index) => ({ index })));
  }
}

process.on('SIGUSR2', fail);
