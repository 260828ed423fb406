/** Wakes one who sleeps. */
export interface Wake {
  /** Who is woken while awake does not sleep the next time. */
  up(): void;
  /** Resolves when woken. */
  slept(): Promise<void>;
}

export function createWake(): Wake {
  let isWoken = false;
  let wakeUp: (() => void) | undefined;
  return {
    up() {
      isWoken = true;
      wakeUp?.();
    },
    async slept() {
      if (!isWoken) {
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
        });
      }
      isWoken = false;
      wakeUp = undefined;
    },
  };
}
