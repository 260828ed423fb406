import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { notice } from './pieces.ts';
import { prose } from './prose.ts';

/** A refusal as a part of a page: what happened, and what to do. */
export function refusalNotice({
  message,
  remedy,
  code,
}: {
  readonly message: string;
  readonly remedy: string;
  readonly code: string;
}): Html {
  return notice(
    html`<p><strong>${prose(message)}</strong></p><p>What to do: ${prose(remedy)}</p><p class="small"><code>${code}</code></p>`,
    'bad',
  );
}
