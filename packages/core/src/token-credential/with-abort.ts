import type { AbortSignalLike } from './token-credential.ts';

/**
 * Does work for somebody who may lose interest. Then their promise is rejected at once with an `AbortError`, as SDKs
 * expect it; the work is told by the signal, and goes on if it serves others too.
 */
export async function withAbort<T>(
  signal: AbortSignalLike | undefined,
  work: (signal?: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work();
  if (signal.aborted) AbortSignal.abort().throwIfAborted();
  const controller = new AbortController();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => {
    controller.abort();
    aborted.reject(controller.signal.reason);
  };
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work(controller.signal), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
