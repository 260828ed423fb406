import { Hono } from 'hono';
import { verifyBearer } from '../bearer.ts';
import type { BearerResult } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { recordApiCall } from '../record-api-call.ts';
import { authorizeCall } from './authorize-call.ts';
import { DefenderError, answerDefenderError } from './defender-error.ts';
import { hunt } from './hunting.ts';
import { changeIncident, getIncident, listIncidents } from './incidents.ts';
import { createLimits } from './limits.ts';

/** Defender XDR: every path of its origin, and of the regional hosts in front of it. */
export function createDefenderService(parts: SandboxParts): (request: Request) => Promise<Response> {
  const routes = new Hono<{ Bindings: { bearer: BearerResult } }>();
  const limits = createLimits(parts.clock.now);

  routes.get('/api/incidents', (c) => {
    const caller = authorizeCall(parts, c.env.bearer);
    limits.countCall(caller.tenant.id);
    return c.json(listIncidents(parts, caller, new URL(c.req.url)));
  });
  routes.get('/api/incidents/:id', (c) => {
    const caller = authorizeCall(parts, c.env.bearer);
    limits.countCall(caller.tenant.id);
    return c.json(getIncident(parts, caller, c.req.param('id')));
  });
  routes.patch('/api/incidents/:id', async (c) => {
    const caller = authorizeCall(parts, c.env.bearer);
    limits.countCall(caller.tenant.id);
    return c.json(await changeIncident(parts, caller, c.req.param('id'), c.req.raw));
  });
  routes.post('/api/advancedhunting/run', async (c) => {
    const caller = authorizeCall(parts, c.env.bearer);
    limits.countQuery(caller.tenant.id);
    return c.json(await hunt(parts, caller, c.req.raw));
  });

  routes.notFound(() => answerDefenderError(parts, new DefenderError('NotFound', 'There is no such path.')));
  routes.onError((error) => {
    if (error instanceof DefenderError) return answerDefenderError(parts, error);
    throw error;
  });

  return async (request) => {
    const bearer = await verifyBearer(parts, request);
    const response = await routes.fetch(request, { bearer });
    recordApiCall(parts, 'defender', request, bearer, response.status);
    return response;
  };
}
