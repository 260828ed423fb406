import type { ConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import type { Timer } from '../ports.ts';
import { createCircuits, type Outcome } from './circuit.ts';
import { toldAgain } from './resting.ts';

/** Keeps our credential from those that refuse it. */
export interface CredentialCircuit {
  /** @throws ConsentryError the refusal that is rested for, with the time that is left */
  refuseWhileResting(tenant: TenantId): void;
  /**
   * Lets a request through. Whoever was let through must report; `answered` says that the credential was accepted.
   * @throws ConsentryError as {@link CredentialCircuit.refuseWhileResting}
   */
  enter(tenant: TenantId): (outcome: Outcome) => void;
}

export interface CredentialCircuitInput {
  readonly timer: Pick<Timer, 'elapsed'>;
  readonly openMs: number;
  /** Told when a tenant begins to rest, or, with `undefined`, all of them. */
  readonly rests: (tenant: TenantId | undefined, error: ConsentryError, forMs: number) => void;
}

/** By the timer. */
interface Refused {
  readonly at: number;
  /** Another tenant accepted the credential since: this one speaks for itself. */
  isAlone: boolean;
}

/** For those who come while a single request tries. */
const whileTryingMs = 1_000;

/**
 * What our credential is refused for is the same everywhere, mostly: who has it refused by one tenant leaves that one alone, and
 * by a second one, all of them. One tenant is not enough, for a customer's tenant must not be able to stop the others, and
 * a new certificate reaches some of them before it reaches the rest. A tenant does not count once another has accepted the credential since.
 *
 * When the rest of all is over, one request at a time tries, until two tenants have refused again or one has accepted.
 */
export function createCredentialCircuit({ timer, openMs, rests }: CredentialCircuitInput): CredentialCircuit {
  const refused = new Map<TenantId, Refused>();
  let everywhere: { readonly error: ConsentryError; readonly at: number; isTrying: boolean } | undefined;

  const leftOf = ({ at }: { readonly at: number }): number => at + openMs - timer.elapsed();

  const refuse = (tenant: TenantId, error: ConsentryError): void => {
    for (const [other, refusal] of refused) if (leftOf(refusal) <= 0) refused.delete(other);
    const isConfirmed = refused.values().some(({ isAlone }) => !isAlone);
    const at = timer.elapsed();
    refused.set(tenant, { at, isAlone: false });
    // Those that were under way when all began to rest do not make it longer.
    if (everywhere !== undefined && leftOf(everywhere) > 0) return;
    if (isConfirmed) everywhere = { error, at, isTrying: false };
    rests(isConfirmed ? undefined : tenant, error, openMs);
  };
  const tenants = createCircuits({
    failures: 1,
    withinMs: openMs,
    openMs,
    timer,
    rests: (tenant, error) => refuse(tenant as TenantId, error),
  });

  /** One that was under way before the refusal, and is accepted late, shows nothing. */
  const accept = (enteredAt: number): void => {
    for (const refusal of refused.values()) if (refusal.at <= enteredAt) refusal.isAlone = true;
    if (everywhere !== undefined && everywhere.at <= enteredAt) everywhere = undefined;
  };

  const refuseWhileResting = (tenant: TenantId): void => {
    const leftMs = everywhere === undefined ? 0 : leftOf(everywhere);
    if (everywhere !== undefined && leftMs > 0) throw toldAgain(everywhere.error, leftMs);
    tenants.refuseWhileResting(tenant);
    if (everywhere?.isTrying === true) throw toldAgain(everywhere.error, whileTryingMs);
  };

  return {
    refuseWhileResting,
    enter(tenant) {
      refuseWhileResting(tenant);
      const report = tenants.enter(tenant);
      const enteredAt = timer.elapsed();
      const trial = everywhere;
      if (trial !== undefined) trial.isTrying = true;
      return (outcome) => {
        if (trial !== undefined) trial.isTrying = false;
        report(outcome);
        if (outcome.kind === 'answered') accept(enteredAt);
      };
    },
  };
}
