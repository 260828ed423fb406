/** The beginning of a body, and how it goes on. */
export interface Beginning {
  readonly bytes: Uint8Array;
  /** Undefined where the beginning is the whole. */
  readonly rest: AsyncIterator<Uint8Array> | undefined;
}

/** Reads a body as far as a limit, or a piece beyond it. */
export async function readBeginning(body: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Beginning> {
  const rest = body[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size <= limitBytes) {
    const next = await rest.next();
    if (next.done === true) return { bytes: join(chunks), rest: undefined };
    chunks.push(next.value);
    size += next.value.byteLength;
  }
  return { bytes: join(chunks), rest };
}

/** The whole body again. Cancelling it ends what it comes from. */
export function continueBody({ bytes, rest }: Beginning): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (bytes.byteLength > 0) controller.enqueue(bytes);
        if (rest === undefined) controller.close();
      },
      async pull(controller) {
        const next = await rest?.next();
        if (next === undefined || next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await rest?.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
