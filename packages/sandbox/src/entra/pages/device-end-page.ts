import { html } from 'hono/html';
import type { Application } from '../../world/types.ts';
import { answerPage } from './layout.ts';

/** The last page of a sign-in for a device. */
export function deviceEndPage({ displayName }: Application, isApproved: boolean): Response {
  const title = isApproved
    ? `You have signed in to ${displayName} on your device`
    : `You have not signed in to ${displayName}`;
  const body = html`
    <h1>${title}</h1>
    <p>${isApproved ? 'You may now close this window.' : 'The device was told. You may now close this window.'}</p>`;
  return answerPage({ title, body });
}
