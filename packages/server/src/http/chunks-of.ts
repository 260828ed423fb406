import type { IncomingMessage } from 'node:http';

const changes = ['readable', 'end', 'close'] as const;

/**
 * The body of a request as it comes. Not the stream's own iterator: that one ends the connection when its reader stops
 * early, and with it the refusal that the other side should read. Who stops early leaves nothing behind that keeps the rest
 * from being dropped.
 *
 * @throws Error when the other side broke off
 */
export async function* chunksOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  let wake = (): void => undefined;
  const onChange = (): void => wake();
  for (const change of changes) request.on(change, onChange);
  // It stays: an error that is on its way when its reader leaves would be nobody's, and end the process.
  request.on('error', onChange);
  try {
    for (;;) {
      const chunk = request.read() as Buffer | null;
      if (chunk !== null) yield chunk;
      else if (request.readableEnded) return;
      else if (request.destroyed) throw new Error('the request ended too early');
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    for (const change of changes) request.off(change, onChange);
  }
}
