import { z } from 'zod';
import type { SandboxParts } from '../../parts.ts';
import { findUser, findUserByLogin } from '../../world/find.ts';
import type { User } from '../../world/types.ts';
import type { Control } from '../control.ts';
import type { ControlRoute } from './control-route.ts';
import { done, readBody } from './control-route.ts';

const text = z.string().min(1);
const whom = { userPrincipalName: text.exactOptional(), objectId: text.exactOptional() };
const revokeSchema = z.strictObject(whom).refine(namesOne, 'must have either userPrincipalName or objectId');
const resetSchema = z
  .strictObject({
    ...whom,
    password: text,
    by: z.enum(['entra-admin-center', 'azure-portal', 'user']).default('entra-admin-center'),
  })
  .refine(namesOne, 'must have either userPrincipalName or objectId');
const forgeSchema = z.strictObject({
  claims: z.record(z.string(), z.unknown()).exactOptional(),
  header: z.record(z.string(), z.unknown()).exactOptional(),
  signWith: z.enum(['none', 'unknown-key', 'consumer-key', 'hs256']).exactOptional(),
});

/** What happens to keys, sessions and tokens. */
export function signInRoutes(parts: SandboxParts, control: Control): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/keys/rotate',
      what: 'makes a new signing key; the one before stays published',
      answer: async () => {
        await control.rotateKeys();
        return done();
      },
    },
    {
      method: 'POST',
      path: '/keys/retire',
      what: 'withdraws every signing key but the current one',
      answer: () => {
        control.retireKeys();
        return done();
      },
    },
    {
      method: 'POST',
      path: '/revoke',
      what: '{userPrincipalName} or {objectId}: revokes every sign-in of a user',
      answer: async (request) => {
        const user = find(parts, await readBody(request, revokeSchema));
        return user !== undefined && control.revokeSessions(user.objectId) ? done() : noSuchUser();
      },
    },
    {
      method: 'POST',
      path: '/reset-password',
      what: '{userPrincipalName or objectId, password, by?}: by entra-admin-center (revokes), azure-portal or user',
      answer: async (request) => {
        const { password, by, ...named } = await readBody(request, resetSchema);
        const user = find(parts, named);
        const isDone = user !== undefined && control.resetPassword(user.objectId, { by, password });
        return isDone ? done() : noSuchUser();
      },
    },
    {
      method: 'POST',
      path: '/forge-id-token',
      what: '{claims?, header?, signWith?}: changes the next id_token; a claim of null is left out',
      answer: async (request) => {
        control.forgeNextIdToken(await readBody(request, forgeSchema));
        return done();
      },
    },
    {
      method: 'POST',
      path: '/hold',
      what: 'makes token requests wait',
      answer: () => {
        control.holdTokenEndpoint();
        return done();
      },
    },
    {
      method: 'GET',
      path: '/hold',
      what: 'how many token requests wait',
      answer: () => Response.json({ waiting: parts.gate.waiting() }),
    },
    {
      method: 'POST',
      path: '/release',
      what: 'lets the token requests go that wait, and those that come',
      answer: () => {
        parts.gate.open();
        return done();
      },
    },
  ];
}

interface Whom {
  userPrincipalName?: string;
  objectId?: string;
}

function namesOne({ userPrincipalName, objectId }: Whom): boolean {
  return (userPrincipalName === undefined) !== (objectId === undefined);
}

function find({ world }: SandboxParts, { userPrincipalName = '', objectId }: Whom): User | undefined {
  return objectId === undefined ? findUserByLogin(world, userPrincipalName) : findUser(world, objectId);
}

function noSuchUser(): Response {
  return Response.json({ error: 'The world has no such user.' }, { status: 404 });
}
