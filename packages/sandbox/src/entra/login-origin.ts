import { Hono } from 'hono';
import type { Context } from 'hono';
import type { SandboxParts } from '../parts.ts';
import { adminConsent } from './admin-consent/admin-consent.ts';
import { authorize } from './authorize/authorize.ts';
import { enterCode } from './device-code/enter-code.ts';
import { startDeviceCode } from './device-code/start-device-code.ts';
import { submitDevice } from './device-code/submit-device.ts';
import { discoveryV1, discoveryV2, keysV1, keysV2 } from './discovery.ts';
import type { EndpointVersion } from './endpoint-version.ts';
import { answerErrorJson } from './error-report.ts';
import { logout } from './logout.ts';
import { deviceCodePage } from './pages/device-code-page.ts';
import { notFoundPage } from './pages/not-found-page.ts';
import { EntraRefusal } from './refusal.ts';
import { submitConsent } from './sign-in/submit-consent.ts';
import {
  submitAccount,
  submitChallenge,
  submitCode,
  submitLogin,
  submitPassword,
} from './sign-in/submit-credentials.ts';
import { submitForm } from './sign-in/submit-form.ts';
import { answerPages } from './token/answer-pages.ts';
import { token } from './token/token.ts';

const HEAD_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };

/** Entra ID: every path of the login origin. */
export function createEntraService(parts: SandboxParts): (request: Request) => Promise<Response> {
  const routes = new Hono();

  for (const version of ['v1', 'v2'] as const) addEndpoints(routes, parts, version);

  routes.post('/:tenant/login', (c) => submitForm(parts, c.req.raw, submitLogin));
  routes.post('/:tenant/login/account', (c) => submitForm(parts, c.req.raw, submitAccount));
  routes.post('/:tenant/login/password', (c) => submitForm(parts, c.req.raw, submitPassword));
  routes.post('/:tenant/login/code', (c) => submitForm(parts, c.req.raw, submitCode));
  routes.post('/:tenant/login/challenge', (c) => submitForm(parts, c.req.raw, submitChallenge));
  routes.post('/:tenant/consent', (c) => submitForm(parts, c.req.raw, submitConsent));
  routes.get('/:tenant/oauth2/deviceauth', () => deviceCodePage());
  routes.post('/:tenant/oauth2/deviceauth', (c) => enterCode(parts, c.req.raw));
  routes.post('/:tenant/device', (c) => submitForm(parts, c.req.raw, submitDevice));

  routes.notFound(() => notFoundPage());
  routes.onError((error, c) => {
    if (error instanceof EntraRefusal) return answerErrorJson(parts, c.req.raw, error);
    throw error;
  });
  return async (request) => {
    // Where a GET would begin or end a sign-in, a HEAD does not: nobody sees its page.
    const isAct = /\/(authorize|adminconsent|logout)$/.test(new URL(request.url).pathname);
    if (request.method === 'HEAD' && isAct) return new Response(null, { headers: HEAD_HEADERS });
    return routes.fetch(request);
  };
}

/** Where the endpoints of a generation are, below the tenant. */
const PATHS: Record<EndpointVersion, Record<'root' | 'oauth2' | 'discovery', string>> = {
  v1: { root: '/:tenant', oauth2: '/:tenant/oauth2', discovery: '/:tenant/discovery' },
  v2: { root: '/:tenant/v2.0', oauth2: '/:tenant/oauth2/v2.0', discovery: '/:tenant/discovery/v2.0' },
};

const DISCOVERY = { v1: discoveryV1, v2: discoveryV2 } as const;
const KEYS = { v1: keysV1, v2: keysV2 } as const;

/** What both generations have. */
function addEndpoints(routes: Hono, parts: SandboxParts, version: EndpointVersion): void {
  const { root, oauth2, discovery } = PATHS[version];
  const tenantOf = (c: Context): string => c.req.param('tenant') ?? '';
  routes.get(`${root}/.well-known/openid-configuration`, (c) => DISCOVERY[version](parts, tenantOf(c)));
  routes.get(`${discovery}/keys`, async (c) => KEYS[version](parts, tenantOf(c)));
  routes.on(['GET', 'POST'], `${oauth2}/authorize`, (c) => authorize(parts, c.req.raw, tenantOf(c), version));
  routes.get(`${root}/adminconsent`, (c) => adminConsent(parts, c.req.raw, tenantOf(c), version));
  routes.all(`${oauth2}/devicecode`, (c) => startDeviceCode(parts, c.req.raw, tenantOf(c), version));
  routes.on(['GET', 'POST'], `${oauth2}/logout`, (c) => logout(parts, c.req.raw, tenantOf(c)));
  routes.all(`${oauth2}/token`, (c) =>
    answerPages(c.req.raw, () => token(parts, c.req.raw, tenantOf(c), version)),
  );
}
