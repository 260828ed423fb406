import { randomUUID } from 'node:crypto';
import type { SandboxParts } from '../../parts.ts';
import type { User } from '../../world/types.ts';
import type { Authentication } from '../authentication.ts';
import { findRevokedAt } from '../revocation.ts';
import { isMfaUnseen, listMethods } from './factors.ts';
import type { SignInFlow } from './sign-in-flow.ts';

/** Writes down what a person has shown so far in a sign-in, on top of the browser's earlier one if there is one. */
export function writeAuthentication(parts: SandboxParts, flow: SignInFlow, user: User): Authentication {
  const { session, clientAddress, hasGivenCode, hasPassedChallenge } = flow;
  const now = parts.clock.now();
  const isMfaNow = hasGivenCode && !isMfaUnseen(parts.world, user);
  const mfaAt = isMfaNow ? now : session?.mfaAt;
  return {
    userObjectId: user.objectId,
    amr: listMethods(parts.world, user, mfaAt !== undefined),
    // A revocation in the same millisecond came before: who signs in now is signed in.
    at: session?.at ?? (findRevokedAt(parts.world, user) === now ? now + 1 : now),
    ...(mfaAt === undefined ? {} : { mfaAt }),
    hasPassedChallenge: hasPassedChallenge || session?.hasPassedChallenge === true,
    clientAddress,
    sessionId: session?.sessionId ?? randomUUID(),
  };
}
