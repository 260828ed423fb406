import type { TokenOutcome } from '../../ledger.ts';
import type { SandboxParts } from '../../parts.ts';
import { answerErrorJson } from '../error-report.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import { readForm } from '../form.ts';
import { EntraRefusal } from '../refusal.ts';
import { redeemAuthorizationCode } from './authorization-code.ts';
import { authenticateClient } from './client-authentication.ts';
import type { AuthenticatedClient } from './client-authentication.ts';
import { issueForApplication } from './client-credentials.ts';
import { redeemDeviceCode } from './device-code.ts';
import type { IssuedTokens } from './issue-tokens.ts';
import { redeemPassword } from './password.ts';
import { readTokenRequest } from './read-token-request.ts';
import type { GrantType, TokenRequest } from './read-token-request.ts';
import { redeemRefreshToken } from './refresh-token.ts';
import { recordTokenRequest } from './record-token-request.ts';

/** `POST /{tenant}/oauth2/token` and `POST /{tenant}/oauth2/v2.0/token`: authenticates the client and runs the grant. */
export async function token(
  parts: SandboxParts,
  request: Request,
  tenant: string,
  version: EndpointVersion,
): Promise<Response> {
  const form = await readForm(request);
  const record = (outcome: TokenOutcome, more = {}): void =>
    recordTokenRequest(parts, { tenant, version }, form, outcome, more);
  await parts.gate.pass();
  try {
    const issued = await issue(parts, readTokenRequest(parts, request, tenant, version, form));
    record(issued.outcome, { resource: issued.resource, clientAuthentication: issued.clientAuthentication });
    return Response.json(issued.body, {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store, no-cache',
        pragma: 'no-cache',
      },
    });
  } catch (error) {
    if (!(error instanceof EntraRefusal)) throw error;
    record({ result: 'refused', error: error.entry.error, codes: [error.code] });
    return answerErrorJson(parts, request, error);
  }
}

type Grant = (
  parts: SandboxParts,
  tokenRequest: TokenRequest,
  client: AuthenticatedClient,
) => IssuedTokens | Promise<IssuedTokens>;

const GRANTS: Record<GrantType, Grant> = {
  authorization_code: redeemAuthorizationCode,
  refresh_token: redeemRefreshToken,
  client_credentials: issueForApplication,
  device_code: redeemDeviceCode,
  password: redeemPassword,
};

async function issue(parts: SandboxParts, tokenRequest: TokenRequest): Promise<IssuedTokens> {
  const client = await authenticateClient(parts, tokenRequest);
  return GRANTS[tokenRequest.grantType](parts, tokenRequest, client);
}
