import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { LostConnection } from './lost-connection.ts';

/** How often in a second a slow body gives something, where it gives a byte at a time or more. */
const DROPS_PER_SECOND = 20;
const BLOCK_BYTES = 2 ** 16;
const BLOCK = Buffer.alloc(BLOCK_BYTES, ' ');

/** Gives the bytes slowly. */
export function drip(bytes: Uint8Array, bytesPerSecond: number): ReadableStream<Uint8Array> {
  const size = Math.max(1, Math.floor(bytesPerSecond / DROPS_PER_SECOND));
  let given = 0;
  let timer: NodeJS.Timeout | undefined;
  return new ReadableStream(
    {
      pull: (controller) =>
        new Promise((resolve) => {
          timer = setTimeout(
            () => {
              controller.enqueue(bytes.subarray(given, given + size));
              given += size;
              if (given >= bytes.length) controller.close();
              resolve();
            },
            (size / bytesPerSecond) * 1000,
          );
        }),
      cancel: () => clearTimeout(timer),
    },
    // Nothing is given before somebody reads.
    { highWaterMark: 0 },
  );
}

/** Gives the first half of the bytes and breaks off. */
export function cut(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let isGiven = bytes.length < 2;
  return new ReadableStream(
    {
      pull: (controller) => {
        if (isGiven) return controller.error(new LostConnection('terminated'));
        isGiven = true;
        controller.enqueue(bytes.subarray(0, Math.floor(bytes.length / 2)));
      },
    },
    { highWaterMark: 0 },
  );
}

/** Gives a JSON text of this length: blanks, and `0` in the end. It is never in memory as a whole. */
export function blankJson(length: number): ReadableStream<Uint8Array> {
  const blocks = writeBlankJson(length);
  return new ReadableStream(
    {
      pull: (controller) => {
        const { value, done } = blocks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Gives the same text, compressed to about a thousandth. */
export function gzippedBlankJson(length: number): ReadableStream<Uint8Array> {
  const zipped = Readable.from(writeBlankJson(length), { objectMode: false }).pipe(createGzip());
  return Readable.toWeb(zipped) as ReadableStream<Uint8Array>;
}

function* writeBlankJson(length: number): Generator<Uint8Array, void> {
  for (let left = length - 1; left > 0; left -= BLOCK_BYTES)
    yield BLOCK.subarray(0, Math.min(left, BLOCK_BYTES));
  yield Buffer.from('0');
}
