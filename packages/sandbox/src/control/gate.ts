/** A gate in front of the token endpoint. While it is shut, requests wait. */
export interface Gate {
  shut(): void;
  /** Lets everybody through who waits, and everybody after. */
  open(): void;
  /** Lets everybody through who comes from now on. Those who wait go on waiting. */
  letOthersPass(): void;
  /** How many requests wait. */
  waiting(): number;
  /** Resolves at once while the gate is open. */
  pass(): Promise<void>;
}

export function createGate(): Gate {
  let isShut = false;
  let waiters: (() => void)[] = [];
  return {
    shut: () => {
      isShut = true;
    },
    open: () => {
      isShut = false;
      const released = waiters;
      waiters = [];
      for (const release of released) release();
    },
    letOthersPass: () => {
      isShut = false;
    },
    waiting: () => waiters.length,
    pass: () => (isShut ? new Promise<void>((resolve) => void waiters.push(resolve)) : Promise.resolve()),
  };
}
