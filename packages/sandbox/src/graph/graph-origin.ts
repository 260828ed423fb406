import { Hono } from 'hono';
import { verifyBearer } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { authorizeCall } from './authorize-call.ts';
import { GraphError, answerGraphError } from './graph-error.ts';
import { getMe, listMemberships } from './me.ts';
import { listUsers } from './users.ts';

/** Microsoft Graph: every path of its origin. */
export function createGraphService(parts: SandboxParts): (request: Request) => Promise<Response> {
  const routes = new Hono();

  routes.get('/v1.0/me', async (c) => c.json(getMe(parts, await authorizeCall(parts, c.req.raw))));
  routes.get('/v1.0/me/memberOf', async (c) =>
    c.json(listMemberships(parts, await authorizeCall(parts, c.req.raw))),
  );
  routes.get('/v1.0/users', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    return c.json(listUsers(parts, c.req.raw, caller));
  });

  routes.notFound((c) =>
    answerGraphError(
      parts,
      c.req.raw,
      new GraphError(404, 'ResourceNotFound', 'Resource not found for the segment.'),
    ),
  );
  routes.onError((error, c) => {
    if (error instanceof GraphError) return answerGraphError(parts, c.req.raw, error);
    throw error;
  });

  return async (request) => {
    const response = parts.faults.take('graph') ?? (await routes.fetch(request));
    await recordCall(parts, request, response.status);
    return response;
  };
}

async function recordCall(parts: SandboxParts, request: Request, status: number): Promise<void> {
  const bearer = await verifyBearer(parts, request.headers.get('authorization'));
  const { pathname, search } = new URL(request.url);
  parts.ledger.write({
    kind: 'api-call',
    at: parts.clock.now(),
    service: 'graph',
    method: request.method,
    path: `${pathname}${search}`,
    ...(bearer.ok ? { tenant: bearer.claims.tenantId, accessTokenId: bearer.claims.tokenId } : {}),
    status,
  });
}
