import type { SecretClient } from '@azure/keyvault-secrets';
import { ConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import type { VaultToken, VaultTokenSource } from './token-source.ts';

type TokenCredential = ConstructorParameters<typeof SecretClient>[1];

/** The credential of the SDK's client, and the only place where its tokens are kept. */
export interface VaultCredential {
  readonly forClient: TokenCredential;
  /** The vault refused this token: the next request gets another one. @param header `Bearer …` */
  drop(header: string): void;
}

export interface VaultCredentialInput {
  readonly source: VaultTokenSource;
  /** `https://vault.azure.net/.default` */
  readonly scope: string;
  readonly tenant: TenantId;
  readonly clock: Clock;
}

/** A token is asked for anew when it has less than this to live. */
const marginMs = 2 * 60 * 1000;

/**
 * Gives tokens for one scope and tenant, and refuses every other: the SDK hands on what a challenge names. All
 * who ask at once share one request.
 */
export function createVaultCredential({
  source,
  scope,
  tenant,
  clock,
}: VaultCredentialInput): VaultCredential {
  let kept: VaultToken | undefined;
  let running: Promise<VaultToken> | undefined;

  const acquire = (): Promise<VaultToken> => {
    if (kept !== undefined && kept.expiresAt - clock.now() > marginMs) return Promise.resolve(kept);
    running ??= source(scope)
      .then((token) => {
        kept = token;
        return token;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };

  return {
    forClient: {
      async getToken(scopes, options) {
        const asked = [scopes].flat();
        const isForeignTenant = options?.tenantId !== undefined && options.tenantId.toLowerCase() !== tenant;
        if (asked.length !== 1 || asked[0] !== scope || isForeignTenant) {
          throw new ConsentryError('vault_denied', { facts: { reason: 'challenge', tenant } });
        }
        const { value } = await acquire();
        // The SDK keeps tokens by the machine's clock; one that is over makes it ask here each time.
        return { token: value.reveal(), expiresOnTimestamp: 0 };
      },
    },
    drop(header) {
      if (kept !== undefined && header === `Bearer ${kept.value.reveal()}`) kept = undefined;
    },
  };
}
