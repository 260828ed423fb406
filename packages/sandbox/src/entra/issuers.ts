import type { SandboxParts } from '../parts.ts';

/** The issuer of id_tokens and v2 tokens. `{tenantid}` is allowed as a placeholder. */
export function issuerV2(parts: Pick<SandboxParts, 'origins'>, tenantId: string): string {
  return `${parts.origins.login}/${tenantId}/v2.0`;
}

/** The issuer of v1 access tokens, by the world's template. */
export function issuerV1(parts: Pick<SandboxParts, 'origins' | 'world'>, tenantId: string): string {
  return parts.world.settings.issuerV1
    .replace('{login}', parts.origins.login)
    .replace(/\{tenantid\}/i, tenantId);
}
