/** How the passing on of a body ended. */
export interface BodyEnd {
  readonly bytes: number;
  /** Absent where all of it was passed on. */
  readonly reason?: 'caller left' | 'broken off';
}

/**
 * The same body, with somebody who is told once how it ended.
 *
 * @param isLeft whether whoever reads it is gone: their going ends the body at its source, which may be heard of first
 */
export function watchBody(
  body: ReadableStream<Uint8Array>,
  onEnd: (end: BodyEnd) => void,
  isLeft: () => boolean,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            onEnd({ bytes });
            controller.close();
            return;
          }
          bytes += value.byteLength;
          controller.enqueue(value);
        } catch (error) {
          onEnd({ bytes, reason: isLeft() ? 'caller left' : 'broken off' });
          controller.error(error);
        }
      },
      async cancel(reason) {
        onEnd({ bytes, reason: 'caller left' });
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
