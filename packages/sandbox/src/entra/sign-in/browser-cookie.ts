import type { SandboxClock } from '../../clock.ts';
import { createOpaqueToken } from '../../ids.ts';
import type { Origins } from '../../origins.ts';
import { remember } from '../forget.ts';

const COOKIE = 'sandbox_browser';

/** Reads the cookie that tells one browser from another. */
export function readBrowserId(request: Request): string | undefined {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [name, value] = pair.trim().split('=');
    if (name === COOKIE && value) return value;
  }
  return undefined;
}

/** The id of the browser that sent the request: a new one unless its cookie is one that was given here (no fixation). */
export function takeBrowserId(
  {
    entra,
    clock,
  }: {
    readonly entra: { readonly browserIds: Map<string, number> };
    readonly clock: Pick<SandboxClock, 'now'>;
  },
  request: Request,
): string {
  const sent = readBrowserId(request);
  if (sent !== undefined && entra.browserIds.has(sent)) return sent;
  const browserId = createOpaqueToken('');
  remember(entra.browserIds, browserId, clock.now(), () => false);
  return browserId;
}

/** Gives the browser its cookie. It is `Secure` wherever the login origin is https. */
export function setBrowserCookie(response: Response, origins: Origins, browserId: string): Response {
  const secure = origins.login.startsWith('https:') ? '; Secure' : '';
  response.headers.append('set-cookie', `${COOKIE}=${browserId}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  return response;
}
