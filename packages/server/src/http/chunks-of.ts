import type { IncomingMessage } from 'node:http';

/**
 * The body of a request as it comes. Not the stream's own iterator: that one ends the connection when its reader stops
 * early, and with it the refusal that the other side should read.
 *
 * @throws Error when the other side broke off
 */
export async function* chunksOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  let wake = (): void => undefined;
  const onChange = (): void => wake();
  for (const event of ['readable', 'end', 'error', 'close']) request.on(event, onChange);
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
}
