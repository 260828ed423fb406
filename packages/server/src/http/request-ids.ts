import type { Random } from '@consentry/core';

const idBytes = 12;
const drawnAtOnce = 256;

/** Makes ids of requests, `req_…`. Chance is drawn for many at once: asking for it costs more than the rest of an id. */
export function createRequestIds(random: Random): () => string {
  let drawn = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at >= drawn.length) {
      drawn = Buffer.from(random.bytes(idBytes * drawnAtOnce));
      at = 0;
    }
    at += idBytes;
    return `req_${drawn.toString('base64url', at - idBytes, at)}`;
  };
}
