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
    default: {
      const kept: object[] = [];
      for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
    }
  }
}

process.on('SIGUSR2', fail);
