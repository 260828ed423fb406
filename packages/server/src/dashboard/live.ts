import type { Timer } from '@consentry/core';
import type { Html } from '../http/answer.ts';
import type { Reply } from '../http/incoming.ts';
import { commonHeaders } from '../http/security-headers.ts';
import { closedPolicy } from './reply.ts';

/** How often a page that is open is looked at again. */
const everyMs = 2000;
/** Then the browser asks anew, with its cookie. */
const longestMs = 10 * 60_000;
/** More pages than this are not kept up to date by one broker: each asks the API again and again. */
const mostAtOnce = 40;

const ended = { done: true, value: undefined } as const;

const headers = { ...commonHeaders, 'content-security-policy': closedPolicy };

export interface Live {
  /**
   * Sends the parts of a page whenever they have changed, as server-sent events.
   * @param read the parts as they are now; undefined once there is nothing to follow any more, or nobody who may
   * @param left aborted when the browser is gone
   * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
   */
  follow(read: () => Promise<Readonly<Record<string, Html>> | undefined>, left: AbortSignal): Reply;
}

export interface LiveDeps {
  readonly timer: Timer;
  readonly isStopping: () => boolean;
}

export function createLive({ timer, isStopping }: LiveDeps): Live {
  let open = 0;
  return {
    follow(read, left) {
      // 204 tells the browser not to ask again (HTML, 9.2.2).
      if (open >= mostAtOnce) return { status: 204, headers, body: null };
      open += 1;
      const events = follow(read, left, timer, isStopping);
      // Once for each page: a browser that leaves while there is nothing new ends its events too.
      let isOpen = true;
      const leave = (): void => {
        isOpen = false;
        open -= 1;
      };
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          // What cannot be read now may be readable when the browser asks again.
          const next = await events.next().catch(() => ended);
          if (!isOpen) return;
          if (next.done !== true) return controller.enqueue(next.value);
          leave();
          controller.close();
        },
        cancel: leave,
      });
      return { status: 200, headers: { ...headers, 'content-type': 'text/event-stream' }, body };
    },
  };
}

async function* follow(
  read: () => Promise<Readonly<Record<string, Html>> | undefined>,
  left: AbortSignal,
  timer: Timer,
  isStopping: () => boolean,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const sent = new Map<string, string>();
  const until = timer.elapsed() + longestMs;
  yield encoder.encode(`retry: ${everyMs}\n\n`);
  while (!left.aborted && !isStopping() && timer.elapsed() < until) {
    const parts = await read();
    if (parts === undefined) {
      yield encoder.encode('event: end\ndata: {}\n\n');
      return;
    }
    for (const [id, part] of Object.entries(parts)) {
      const text = String(await part);
      if (sent.get(id) === text) continue;
      sent.set(id, text);
      yield encoder.encode(`data: ${JSON.stringify({ id, html: text })}\n\n`);
    }
    await timer.wait(everyMs);
  }
}
