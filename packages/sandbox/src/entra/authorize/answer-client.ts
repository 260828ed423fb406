import { formPostPage } from '../pages/form-post-page.ts';
import { redirectTo } from '../redirect.ts';
import type { AuthorizeAddressee } from './authorize-request.ts';

/** Sends an answer to the application by the way that it asked for. */
export function answerClient(addressee: AuthorizeAddressee, fields: Record<string, string>): Response {
  const { state, redirectUri, responseMode } = addressee;
  const all = { ...fields, ...(state === undefined ? {} : { state }) };
  if (responseMode === 'form_post') return formPostPage(redirectUri, all);
  const url = new URL(redirectUri);
  const encoded = new URLSearchParams(all).toString();
  if (responseMode === 'fragment') url.hash = encoded;
  else url.search = url.search === '' ? encoded : `${url.search}&${encoded}`;
  return redirectTo(url.href);
}
