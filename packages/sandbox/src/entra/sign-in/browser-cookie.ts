import { createOpaqueToken } from '../../ids.ts';
import type { Origins } from '../../origins.ts';

const COOKIE = 'sandbox_browser';

/** Reads the cookie that tells one browser from another. */
export function readBrowserId(request: Request): string | undefined {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [name, value] = pair.trim().split('=');
    if (name === COOKIE && value) return value;
  }
  return undefined;
}

export function createBrowserId(): string {
  return createOpaqueToken('');
}

/** Gives the browser its cookie. It is `Secure` wherever the login origin is https. */
export function setBrowserCookie(response: Response, origins: Origins, browserId: string): Response {
  const secure = origins.login.startsWith('https:') ? '; Secure' : '';
  response.headers.append('set-cookie', `${COOKIE}=${browserId}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  return response;
}
