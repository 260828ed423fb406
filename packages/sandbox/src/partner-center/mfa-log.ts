import { randomUUID } from 'node:crypto';
import type { AccessTokenClaims } from '../bearer.ts';
import { readClientAddress } from '../entra/client-address.ts';
import type { SandboxParts } from '../parts.ts';
import { findUserByPresence } from '../world/presence.ts';
import { PARTNER_CENTER, findResource } from '../world/resources.ts';
import { isMfaCompliant } from './mfa.ts';

/** One call of a user, whatever became of it. */
export interface MfaRequest {
  requestId: string;
  correlationId: string;
  operationName: string;
  at: number;
  ipAddress: string;
  objectId: string;
  tenantId: string;
  upn: string;
  applicationId: string;
  mfaCompliant: boolean;
}

/** The calls of one application on one day. */
export interface MfaDay {
  tenantId: string;
  loginDate: string;
  applicationId: string;
  mfaCompliantRequestCount: number;
  totalRequestCount: number;
}

/** What users' calls show of MFA. Calls of applications alone are left out, as Partner Center leaves them out. */
export interface MfaLog {
  /** Notes a call of a user; of an application alone, or for another audience, nothing. */
  note(parts: SandboxParts, claims: AccessTokenClaims, request: Request, operation: string): void;
  /** The newest 10,000, the newest first. */
  requests(tenantId: string): MfaRequest[];
  days(tenantId: string): MfaDay[];
}

const MOST = 10_000;

/** Creates an empty log. */
export function createMfaLog(): MfaLog {
  const requests: MfaRequest[] = [];
  const days = new Map<string, MfaDay>();
  return {
    note: (parts, claims, request, operation) => {
      if (claims.scopes === undefined) return;
      if (findResource(claims.audience, parts.origins)?.uri !== PARTNER_CENTER) return;
      const seen = writeRequest(parts, claims, request, operation);
      requests.push(seen);
      if (requests.length > MOST) requests.shift();
      count(days, seen);
    },
    requests: (tenantId) => requests.filter((one) => one.tenantId === tenantId).toReversed(),
    days: (tenantId) => [...days.values()].filter((one) => one.tenantId === tenantId).toReversed(),
  };
}

function writeRequest(
  parts: SandboxParts,
  claims: AccessTokenClaims,
  request: Request,
  operationName: string,
): MfaRequest {
  return {
    requestId: request.headers.get('MS-RequestId') ?? randomUUID(),
    correlationId: request.headers.get('MS-CorrelationId') ?? randomUUID(),
    operationName,
    at: parts.clock.now(),
    ipAddress: readClientAddress(request),
    objectId: claims.objectId,
    tenantId: claims.tenantId,
    upn: findUserByPresence(parts, claims.tenantId, claims.objectId)?.userPrincipalName ?? '',
    applicationId: claims.clientId,
    mfaCompliant: isMfaCompliant(parts, claims) === true,
  };
}

function count(days: Map<string, MfaDay>, { tenantId, applicationId, at, mfaCompliant }: MfaRequest): void {
  const loginDate = new Date(at).toISOString().slice(0, 10);
  const key = `${tenantId} ${applicationId} ${loginDate}`;
  const day = days.get(key) ?? {
    tenantId,
    loginDate,
    applicationId,
    mfaCompliantRequestCount: 0,
    totalRequestCount: 0,
  };
  day.totalRequestCount += 1;
  if (mfaCompliant) day.mfaCompliantRequestCount += 1;
  days.set(key, day);
}
