import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import type { Application, ClientSecret } from '../world/types.ts';
import { badRequest } from './graph-error.ts';
import { contextOf } from './odata.ts';
import type { Entity } from './odata.ts';
import { readBody } from './read-body.ts';

const instant = z.iso.datetime({ offset: true });
const additionBody = z.object({
  passwordCredential: z
    .object({ displayName: z.string().nullish(), endDateTime: instant.nullish() })
    .nullish(),
});
const removalBody = z.object({ keyId: z.string() });

const LIFE_MS = 2 * 365 * 24 * 60 * 60_000;

/** The secrets of an application without their values. */
export function writePasswordCredentials(application: Application): Entity[] {
  return application.secrets.map((secret) => writeCredential(application, secret));
}

/** `POST /v1.0/applications/{id}/addPassword`. The new secret is good at the token endpoint at once, and is shown here only. */
export async function addPassword(
  parts: SandboxParts,
  application: Application,
  request: Request,
): Promise<Entity> {
  const { passwordCredential } = await readBody(request, additionBody);
  const now = parts.clock.now();
  const end = passwordCredential?.endDateTime;
  const secret: ClientSecret = {
    value: randomBytes(30).toString('base64url'),
    createdAt: now,
    expiresAt: end ? Date.parse(end) : now + LIFE_MS,
    ...(passwordCredential?.displayName ? { displayName: passwordCredential.displayName } : {}),
  };
  application.secrets.push(secret);
  return {
    ...contextOf(parts, 'microsoft.graph.passwordCredential'),
    ...writeCredential(application, secret),
    secretText: secret.value,
  };
}

/** `POST /v1.0/applications/{id}/removePassword`. The secret is refused (7000215) from now on. */
export async function removePassword(application: Application, request: Request): Promise<void> {
  const { keyId } = await readBody(request, removalBody);
  const wanted = keyId.toLowerCase();
  const rest = application.secrets.filter((secret) => keyIdOf(application, secret) !== wanted);
  if (rest.length === application.secrets.length) {
    throw badRequest(`No password credential found with keyId ${keyId}.`);
  }
  application.secrets = rest;
}

function writeCredential(application: Application, secret: ClientSecret): Entity {
  return {
    customKeyIdentifier: null,
    displayName: secret.displayName ?? null,
    endDateTime: secret.expiresAt === undefined ? null : new Date(secret.expiresAt).toISOString(),
    hint: secret.value.slice(0, 3),
    keyId: keyIdOf(application, secret),
    secretText: null,
    startDateTime: secret.createdAt === undefined ? null : new Date(secret.createdAt).toISOString(),
  };
}

function keyIdOf({ clientId }: Application, { value }: ClientSecret): string {
  return deriveGuid('password', clientId, value);
}
