import { rmSync } from 'node:fs';

/**
 * Removes a file, or a folder with what is in it, should the process end before this is disposed of: by Ctrl-C, or by a mistake. What
 * cannot be removed then (on Windows: what is still open) stays.
 */
export function removeOnExit(path: string): Disposable {
  const remove = (): void => {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The process ends, and nobody could do anything about it.
    }
  };
  process.once('exit', remove);
  return { [Symbol.dispose]: () => void process.off('exit', remove) };
}
