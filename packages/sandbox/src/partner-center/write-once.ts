import { fingerprint } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { answerFault } from './answer-fault.ts';
import { ApiFault } from './api-fault.ts';
import type { Caller } from './authorize-call.ts';
import { ThrottledFault } from './throttle.ts';

/** Acts once for each `MS-RequestId`. */
export interface WriteOnce {
  /**
   * Acts, or gives the answer of the first request that had the same `MS-RequestId`. Without the header it always acts.
   *
   * @param act gets the text of the body
   * @throws ApiFault 400/800002 the id belongs to another request (a guess: Microsoft does not say)
   */
  run(
    request: Request,
    caller: Pick<Caller, 'claims'>,
    act: (body: string) => object | Response,
  ): Promise<Response>;
}

interface Remembered {
  /** Method, path and body of the first request. */
  request: string;
  at: number;
  answer: Response;
}

const LIFE_MS = 24 * 60 * 60_000;

/**
 * Creates the memory of writes: the answers of one day.
 *
 * @param most how many answers are kept at most; the oldest goes for a new one
 */
export function createWriteOnce({ clock }: Pick<SandboxParts, 'clock'>, most = 10_000): WriteOnce {
  const answers = new Map<string, Remembered>();

  function forgetOldest(now: number): void {
    for (const [key, { at }] of answers) {
      if (now - at < LIFE_MS && answers.size < most) return;
      answers.delete(key);
    }
  }

  return {
    run: async (request, { claims }, act) => {
      const body = await request.text();
      const id = request.headers.get('MS-RequestId');
      if (id === null) return answer(request, act, body);
      const now = clock.now();
      const key = fingerprint(`${claims.tenantId}\n${claims.clientId}\n${id.toLowerCase()}`);
      const asked = fingerprint(`${request.method}\n${new URL(request.url).pathname}\n${body}`);
      const known = answers.get(key);
      if (known !== undefined && now - known.at < LIFE_MS) return repeat(known, asked);
      forgetOldest(now);
      // Nothing waits between the look and the note, so that two requests at once are one act.
      const first = answer(request, act, body);
      answers.set(key, { request: asked, at: now, answer: first });
      return first.clone();
    },
  };
}

function repeat(known: Remembered, asked: string): Response {
  if (known.request === asked) return known.answer.clone();
  const message = 'Invalid request input: the MS-RequestId was used for another request.';
  throw new ApiFault(400, '800002', message);
}

/** Refusals are answers too: the id is for one answer, whatever it is. A throttle alone lets it be tried again. */
function answer(request: Request, act: (body: string) => object | Response, body: string): Response {
  try {
    const answered = act(body);
    if (answered instanceof Response) return answered;
    return Response.json(answered, { status: request.method === 'POST' ? 201 : 200 });
  } catch (error) {
    if (error instanceof ThrottledFault) throw error;
    return answerFault(error);
  }
}
