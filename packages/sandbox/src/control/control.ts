import type { SandboxClock } from '../clock.ts';
import type { Faults, FaultyService, OrderedAnswer } from './faults.ts';
import type { IdTokenChange, IdTokenForge } from './id-token-forge.ts';
import type { Gate } from './gate.ts';

/** How a test makes the sandbox misbehave. */
export interface Control {
  /** Changes the next id_token: of the authorization code grant, or in hybrid the one that comes with the code. `null` deletes a claim. */
  forgeNextIdToken(change: IdTokenChange): void;
  /** Moves the sandbox's clock. */
  moveClock(ms: number): void;
  /** Makes token requests wait until `release` is called. */
  holdTokenEndpoint(): { release(): void; waiting(): number };
  /** Orders the next answer of a service; at `login`, of the token endpoint. Several orders are served in turn. */
  failNext(service: FaultyService, answer: OrderedAnswer): void;
}

/** What the control acts on. */
export interface ControlParts {
  clock: SandboxClock;
  faults: Faults;
  gate: Gate;
  forge: IdTokenForge;
}

export function createControl({ clock, faults, gate, forge }: ControlParts): Control {
  return {
    forgeNextIdToken: (change) => forge.order(change),
    moveClock: (ms) => clock.move(ms),
    holdTokenEndpoint: () => {
      gate.shut();
      return { release: () => gate.open(), waiting: () => gate.waiting() };
    },
    failNext: (service, answer) => faults.order(service, answer),
  };
}
