import { Hono } from 'hono';
import type { SandboxParts } from '../parts.ts';
import { adminConsent } from './admin-consent/admin-consent.ts';
import { authorize } from './authorize/authorize.ts';
import { enterCode } from './device-code/enter-code.ts';
import { startDeviceCode } from './device-code/start-device-code.ts';
import { submitDevice } from './device-code/submit-device.ts';
import { discoveryV1, discoveryV2, keysV1, keysV2 } from './discovery.ts';
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

/** Entra ID: every path of the login origin. */
export function createEntraService(parts: SandboxParts): (request: Request) => Promise<Response> {
  const routes = new Hono();

  routes.get('/:tenant/.well-known/openid-configuration', (c) => discoveryV1(parts, c.req.param('tenant')));
  routes.get('/:tenant/discovery/keys', (c) => keysV1(parts, c.req.param('tenant')));
  routes.get('/:tenant/v2.0/.well-known/openid-configuration', (c) =>
    discoveryV2(parts, c.req.param('tenant')),
  );
  routes.get('/:tenant/discovery/v2.0/keys', (c) => keysV2(parts, c.req.param('tenant')));

  routes.get('/:tenant/oauth2/authorize', (c) => authorize(parts, c.req.raw, c.req.param('tenant'), 'v1'));
  routes.get('/:tenant/oauth2/v2.0/authorize', (c) =>
    authorize(parts, c.req.raw, c.req.param('tenant'), 'v2'),
  );
  routes.get('/:tenant/v2.0/adminconsent', (c) =>
    adminConsent(parts, c.req.raw, c.req.param('tenant'), 'v2'),
  );
  routes.get('/:tenant/adminconsent', (c) => adminConsent(parts, c.req.raw, c.req.param('tenant'), 'v1'));

  routes.post('/:tenant/login', (c) => submitForm(parts, c.req.raw, submitLogin));
  routes.post('/:tenant/login/account', (c) => submitForm(parts, c.req.raw, submitAccount));
  routes.post('/:tenant/login/password', (c) => submitForm(parts, c.req.raw, submitPassword));
  routes.post('/:tenant/login/code', (c) => submitForm(parts, c.req.raw, submitCode));
  routes.post('/:tenant/login/challenge', (c) => submitForm(parts, c.req.raw, submitChallenge));
  routes.post('/:tenant/consent', (c) => submitForm(parts, c.req.raw, submitConsent));

  routes.all('/:tenant/oauth2/devicecode', (c) =>
    startDeviceCode(parts, c.req.raw, c.req.param('tenant'), 'v1'),
  );
  routes.all('/:tenant/oauth2/v2.0/devicecode', (c) =>
    startDeviceCode(parts, c.req.raw, c.req.param('tenant'), 'v2'),
  );
  routes.get('/:tenant/oauth2/deviceauth', () => deviceCodePage());
  routes.post('/:tenant/oauth2/deviceauth', (c) => enterCode(parts, c.req.raw));
  routes.post('/:tenant/device', (c) => submitForm(parts, c.req.raw, submitDevice));

  for (const path of ['/:tenant/oauth2/logout', '/:tenant/oauth2/v2.0/logout']) {
    routes.on(['GET', 'POST'], path, (c) => logout(parts, c.req.raw, c.req.param('tenant') ?? ''));
  }

  routes.all('/:tenant/oauth2/token', (c) =>
    answerPages(c.req.raw, () => token(parts, c.req.raw, c.req.param('tenant'), 'v1')),
  );
  routes.all('/:tenant/oauth2/v2.0/token', (c) =>
    answerPages(c.req.raw, () => token(parts, c.req.raw, c.req.param('tenant'), 'v2')),
  );

  routes.notFound(() => notFoundPage());
  routes.onError((error, c) => {
    if (error instanceof EntraRefusal) return answerErrorJson(parts, c.req.raw, error);
    throw error;
  });
  return async (request) => routes.fetch(request);
}
