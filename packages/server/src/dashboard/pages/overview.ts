import { html } from 'hono/html';
import { card, mark } from '../frame/pieces.ts';
import type { Page } from '../place.ts';

/** How the broker is. */
export const overviewPage: Page = {
  path: '/',
  least: 'viewer',
  async show({ ask }) {
    const { status } = await ask('health', {});
    return {
      title: 'Overview',
      section: 'overview',
      content: card('Broker', html`<p>${mark(status, 'good')}</p>`),
    };
  },
};
