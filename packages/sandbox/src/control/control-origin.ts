import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { SandboxParts } from '../parts.ts';
import type { Control } from './control.ts';
import type { FaultyService, OrderedAnswer } from './faults.ts';
import type { IdTokenChange } from './id-token-forge.ts';
import { writeWorldView } from './world-view.ts';

/** The control over HTTP. Every request needs the control token. */
export function createControlService(
  parts: SandboxParts,
  control: Control,
  controlToken: string,
): (request: Request) => Promise<Response> {
  const routes = new Hono();

  routes.use(async (c, next) => {
    if (!isControlToken(c.req.header('authorization'), controlToken)) {
      return c.json({ error: 'The control token is missing or wrong.' }, 401);
    }
    return next();
  });

  routes.post('/forge-id-token', async (c) => {
    control.forgeNextIdToken(await c.req.json<IdTokenChange>());
    return c.body(null, 204);
  });
  routes.post('/clock', async (c) => {
    const { moveMs } = await c.req.json<{ moveMs?: unknown }>();
    if (typeof moveMs !== 'number') return c.json({ error: 'moveMs must be a number of milliseconds.' }, 400);
    control.moveClock(moveMs);
    return c.json({ now: parts.clock.now() });
  });
  routes.post('/hold', (c) => {
    control.holdTokenEndpoint();
    return c.body(null, 204);
  });
  routes.get('/hold', (c) => c.json({ waiting: parts.gate.waiting() }));
  routes.post('/release', (c) => {
    parts.gate.open();
    return c.body(null, 204);
  });
  routes.post('/fail-next', async (c) => {
    const { service, answer } = await c.req.json<{ service?: unknown; answer?: unknown }>();
    if (!isFaultyService(service) || !isOrderedAnswer(answer)) {
      return c.json(
        {
          error:
            'Name a service (login, partnerCenter, graph, vault) and an answer {status, headers?, body?}.',
        },
        400,
      );
    }
    control.failNext(service, answer);
    return c.body(null, 204);
  });
  routes.get('/ledger', (c) => c.json({ records: parts.ledger.all() }));
  routes.delete('/ledger', (c) => {
    parts.ledger.clear();
    return c.body(null, 204);
  });
  routes.get('/world', (c) => c.json(writeWorldView(parts)));

  return async (request) => routes.fetch(request);
}

/** Compares in constant time, whatever the lengths. */
function isControlToken(authorization: string | undefined, controlToken: string): boolean {
  const given = authorization?.replace(/^Bearer /i, '') ?? '';
  return timingSafeEqual(digest(given), digest(controlToken));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isFaultyService(value: unknown): value is FaultyService {
  return value === 'login' || value === 'partnerCenter' || value === 'graph' || value === 'vault';
}

function isOrderedAnswer(value: unknown): value is OrderedAnswer {
  return typeof value === 'object' && value !== null && 'status' in value && typeof value.status === 'number';
}
