import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { answerTooLarge, limitBody } from '../limit-body.ts';
import { isLoopback } from '../loopback.ts';
import type { SandboxParts } from '../parts.ts';
import { readBearerToken } from '../read-bearer-token.ts';
import type { Control } from './control.ts';
import { ControlProblems } from './problems.ts';
import { faultRoutes } from './routes/fault-routes.ts';
import { recordRoutes } from './routes/record-routes.ts';
import { signInRoutes } from './routes/sign-in-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';

const ABOUT = 'The control of a sandbox. This is not Microsoft.';

/**
 * The control over HTTP. Every request needs the control token, and a host that is the control's own: a page whose name was made to
 * lead here (DNS rebinding) is sent away. There is no CORS.
 */
export function createControlService(
  parts: SandboxParts,
  control: Control,
  controlToken: string,
): (request: Request) => Promise<Response> {
  const routes = [
    ...faultRoutes(parts, control),
    ...signInRoutes(parts, control),
    ...recordRoutes(parts, control),
    ...webhookRoutes(control),
  ];
  const list = routes.map(({ method, path, what }) => ({ method, path, what }));
  const app = new Hono();

  app.use(async (c, next) => {
    if (!isOwnHost(new URL(c.req.url).hostname, parts.origins.control)) {
      return c.json({ about: ABOUT, error: 'The control answers to its own host only.' }, 421);
    }
    if (!isControlToken(c.req.raw, controlToken)) {
      const headers = { 'www-authenticate': 'Bearer' };
      return c.json({ about: ABOUT, error: 'The control token is missing or wrong.' }, 401, headers);
    }
    return next();
  });
  app.get('/', (c) => c.json({ about: ABOUT, routes: list }));
  for (const { method, path, answer } of routes) app.on(method, path, (c) => answer(c.req.raw));
  app.notFound((c) => {
    const error = `There is no ${c.req.method} ${c.req.path}.`;
    return c.json({ about: ABOUT, error, routes: list }, 404);
  });
  app.onError((error, c) => {
    if (!(error instanceof ControlProblems)) throw error;
    return c.json({ about: ABOUT, error: error.message, problems: error.problems }, 400);
  });

  return async (sent) => {
    const request = await limitBody('control', sent);
    return request === undefined ? answerTooLarge() : app.fetch(request);
  };
}

/** The control listens on loopback; in the process it has the name of its origin. */
function isOwnHost(hostname: string, origin: string): boolean {
  return hostname === new URL(origin).hostname || isLoopback(hostname);
}

/** Compares in constant time, whatever the lengths. */
function isControlToken(request: Request, controlToken: string): boolean {
  const given = readBearerToken(request) ?? '';
  return timingSafeEqual(digest(given), digest(controlToken));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
