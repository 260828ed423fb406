import type { Actor, ConsentryError, ErrorCode, FailureClass, Facts } from '../errors.ts';
import type { SweepId, TenantId } from '../ids.ts';

/** A customer that a sweep is to do. */
export interface NewItem {
  readonly partner: TenantId;
  readonly customer: TenantId;
  readonly customerName?: string | undefined;
  /** Its place among the customers of its partner, from 0: partners take turns by it. */
  readonly turn: number;
}

/** Where a sweep gets its customers from. */
export type CustomerSource =
  | FirstSource
  /** Those that another sweep did not do, and that may be done now; `first` is where the first of such sweeps got them from. */
  | { readonly kind: 'remainder'; readonly of: SweepId; readonly first: FirstSource };

/** Where customers come from, if not from another sweep. */
export type FirstSource =
  /** They were named. */
  | { readonly kind: 'list' }
  /** Those that Partner Center lists for the partners. */
  | { readonly kind: 'partner-center'; readonly filter?: CustomerFilter | undefined };

/** All that is given must fit. Letter case does not matter. */
export interface CustomerFilter {
  readonly name?: string | undefined;
  readonly domain?: string | undefined;
  readonly relationship?: string | undefined;
}

/** Why something failed, as far as it may be shown and kept. */
export interface SweepFailure {
  readonly code: ErrorCode;
  readonly failureClass: FailureClass;
  readonly actor: Actor;
  readonly message: string;
  readonly remedy: string;
  readonly facts: Facts;
}

/**
 * `preparing`: its customers are being listed. `stopped`: by an operator, or by trouble that would have met every customer; it can be
 * resumed.
 */
export type SweepState = 'preparing' | 'running' | 'stopped' | 'ended';

/** One task over many customers. Instants are epoch milliseconds. */
export interface Sweep {
  readonly id: SweepId;
  readonly task: string;
  /** As they were given; the task reads them. */
  readonly params: unknown;
  readonly partners: readonly TenantId[];
  readonly source: CustomerSource;
  readonly isDryRun: boolean;
  /** How many customers at once; as the runner has it where it is left out. */
  readonly concurrency?: number | undefined;
  readonly createdAt: number;
  readonly state: SweepState;
  /** Since when it runs without having been stopped. */
  readonly runningSince?: number | undefined;
  /** How many customers were done with before that. */
  readonly endedBefore: number;
  readonly stoppedAt?: number | undefined;
  /** Undefined where an operator stopped it. */
  readonly stoppedBy?: SweepFailure | undefined;
  readonly endedAt?: number | undefined;
}

/** What became of one customer. */
export type ItemOutcome =
  | {
      readonly state: 'done';
      readonly rows: number;
      /** There was more than is kept of one customer. */
      readonly isCut: boolean;
    }
  | ({
      /** `unknown`: it may have been done, and may not be done again to find out. */
      readonly state: 'failed' | 'unknown';
      /** `partner`: the reason met every customer of the partner. */
      readonly reach: 'customer' | 'partner';
    } & SweepFailure);

/** A customer of a sweep. */
export interface SweptItem extends Pick<NewItem, 'partner' | 'customer' | 'customerName'> {
  readonly attempts: number;
  /** Undefined as long as it is not done with. */
  readonly outcome?: ItemOutcome | undefined;
  readonly endedAt?: number | undefined;
}

/** How many customers are in which state. */
export interface SweepCounts {
  readonly open: number;
  readonly done: number;
  readonly unknown: number;
  readonly failed: Readonly<Partial<Record<FailureClass, number>>>;
  /** Of all customers that were done. */
  readonly rows: number;
  /** How many of these had more rows than are kept. */
  readonly cut: number;
}

/** Customers that failed for one reason. */
export interface SweepCause extends Pick<SweepFailure, 'code' | 'failureClass' | 'message' | 'remedy'> {
  readonly state: 'failed' | 'unknown';
  readonly count: number;
  /** Some of them. */
  readonly examples: readonly Pick<NewItem, 'partner' | 'customer' | 'customerName'>[];
}

/** @returns how many customers are done with, whatever became of them */
export function countEnded({ done, unknown, failed }: SweepCounts): number {
  return done + unknown + Object.values(failed).reduce((sum, count) => sum + count, 0);
}

/** Failures with the same one have one remedy: the code, and Microsoft's own where it says more. */
export function causeOf({ code, facts }: Pick<SweepFailure, 'code' | 'facts'>): string {
  const number = facts['aadsts'] ?? facts['apiCode'];
  return number === undefined ? code : `${code} ${String(number)}`;
}

/** What is kept and shown of an error. It holds no secret: an error of ours never does. */
export function toFailure(error: ConsentryError): SweepFailure {
  const { code, message, remedy, facts, entry } = error;
  return { code, failureClass: entry.failureClass, actor: entry.actor, message, remedy, facts };
}
