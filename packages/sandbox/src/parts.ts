import type { SandboxClock } from './clock.ts';
import type { Faults } from './control/faults.ts';
import type { Gate } from './control/gate.ts';
import type { IdTokenForge } from './control/id-token-forge.ts';
import type { SigningKeys } from './entra/signing-keys.ts';
import type { EntraState } from './entra/state.ts';
import type { Ledger } from './ledger.ts';
import type { Origins } from './origins.ts';
import type { Proposal } from './world/proposals.ts';
import type { SecurityData } from './security/security-data.ts';
import type { Webhooks } from './webhooks/webhooks.ts';
import type { World } from './world/types.ts';

/** What every service of one sandbox shares. Made once, in `sandbox.ts`. */
export interface SandboxParts {
  readonly world: World;
  readonly clock: SandboxClock;
  readonly ledger: Ledger;
  /** Filled in by `listen`, therefore read at each request. */
  readonly origins: Origins;
  readonly keys: SigningKeys;
  /** What Entra remembers: sign-ins under way, codes, refresh tokens, browser sessions. */
  readonly entra: EntraState;
  readonly faults: Faults;
  readonly gate: Gate;
  readonly forge: IdTokenForge;
  /** Access tokens that a test had refused, by their `uti`; with the claims (base64) of a challenge, where it is one. */
  readonly refusedTokens: Map<string, string | undefined>;
  /** GDAP relationships that a partner proposed and no customer approved, by their id. */
  readonly proposals: Map<string, Proposal>;
  /** The incidents of the tenants. */
  readonly security: SecurityData;
  readonly webhooks: Webhooks;
}
