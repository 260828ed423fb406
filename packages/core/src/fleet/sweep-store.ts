import type { FailureClass } from '../errors.ts';
import type { SweepId, TenantId } from '../ids.ts';
import type {
  ItemOutcome,
  NewItem,
  Sweep,
  SweepCause,
  SweepCounts,
  SweepFailure,
  SweptItem,
} from './sweep.ts';
import type { Row } from './sweep-task.ts';

/** A sweep that is about to begin. */
export type NewSweep = Pick<
  Sweep,
  'id' | 'task' | 'params' | 'partners' | 'source' | 'isDryRun' | 'concurrency' | 'createdAt'
>;

/** Names a customer within a sweep. */
export type ItemKey = Pick<NewItem, 'partner' | 'customer'>;

/** A customer that somebody has claimed, until the lease ends. */
export interface ClaimedItem extends Pick<NewItem, 'partner' | 'customer' | 'customerName'> {
  /** Grows with each claim: who slept past the lease cannot settle what another has claimed since. */
  readonly fence: number;
  /** How often it was tried before and failed. */
  readonly attempts: number;
  /** How often somebody had claimed it and never came back. */
  readonly lost: number;
}

/** What becomes of a claimed customer. */
export type Settlement = {
  readonly item: ClaimedItem;
} & (
  | { readonly is: 'over'; readonly outcome: ItemOutcome; readonly rows: readonly Row[]; readonly at: number }
  /** It is tried again, not before `dueAt`. */
  | { readonly is: 'deferred'; readonly dueAt: number }
  /** Nothing was begun: anybody may claim it, at once or not before `dueAt`. */
  | { readonly is: 'released'; readonly dueAt?: number }
);

/** Which items a process takes for itself, and until when they are its own. */
export interface Claim {
  readonly limit: number;
  /** Now, epoch milliseconds. */
  readonly at: number;
  /** When the lease ends, unless it is extended. */
  readonly until: number;
  /** Partners that have enough of the places already. */
  readonly except: readonly TenantId[];
}

/** Which items of a sweep are listed. */
export interface ItemQuery {
  readonly state?: 'open' | ItemOutcome['state'] | undefined;
  readonly failureClass?: FailureClass | undefined;
  /** How the customer's name or tenant id begins, whichever case its letters have. */
  readonly customer?: string | undefined;
  readonly limit: number;
  /** The last one of the page before. */
  readonly after?: ItemKey | undefined;
}

/** The rows of one customer. */
export interface ItemRows extends Pick<NewItem, 'partner' | 'customer' | 'customerName'> {
  readonly rows: readonly Row[];
}

/**
 * Where sweeps are kept. What it says is durable when it returns: a customer that was settled is never claimed again. Any number of
 * processes may work on one sweep. Every method throws ConsentryError `store_unavailable`.
 */
export interface SweepStore {
  /** With its customers, where they are known: then it runs at once, and is being prepared otherwise. All of it is kept, or nothing. */
  create(sweep: NewSweep, items?: readonly NewItem[]): Promise<void>;
  find(id: SweepId): Promise<Sweep | undefined>;
  /** The newest first. */
  list(page: { readonly limit: number; readonly after?: SweepId | undefined }): Promise<readonly Sweep[]>;
  /** Those that are being prepared or run; the oldest first. */
  listUnderWay(): Promise<readonly Sweep[]>;
  /** Adds customers; those that are there already stay as they are. */
  addItems(id: SweepId, items: readonly NewItem[]): Promise<void>;
  /** Its customers are complete. @returns false where it is not being prepared */
  begin(id: SweepId, at: number): Promise<boolean>;

  /**
   * Takes customers that are due, partner by partner in turn. What was claimed and not settled is due again when its lease ends.
   * @returns undefined where the sweep does not run
   */
  claim(id: SweepId, claim: Claim): Promise<readonly ClaimedItem[] | undefined>;
  /** @returns those that are still the claimant’s */
  extend(id: SweepId, items: readonly ClaimedItem[], until: number): Promise<readonly ClaimedItem[]>;
  /** What was overtaken meanwhile is left out. @returns those that were not */
  settle(id: SweepId, settlements: readonly Settlement[]): Promise<readonly Settlement[]>;
  /** Ends every customer of a partner that nobody has claimed. @returns how many */
  failPartner(id: SweepId, partner: TenantId, failure: SweepFailure, at: number): Promise<number>;
  /** When the next customer is due, which may be past. Undefined: none is open. */
  findNextDue(id: SweepId): Promise<number | undefined>;
  /** Partners with open customers. */
  listOpenPartners(id: SweepId): Promise<readonly TenantId[]>;

  /** @returns false where it is not under way */
  stop(id: SweepId, at: number, by?: SweepFailure): Promise<boolean>;
  /** @returns false where it was not stopped */
  resume(id: SweepId, at: number): Promise<boolean>;
  /** @returns false where it does not run, or a customer is open; true to one of those who ask at once */
  end(id: SweepId, at: number): Promise<boolean>;

  count(id: SweepId): Promise<SweepCounts>;
  /** The most frequent first. */
  listCauses(id: SweepId): Promise<readonly SweepCause[]>;
  /** In the order of partner and customer. */
  listItems(id: SweepId, query: ItemQuery): Promise<readonly SweptItem[]>;
  /** Of every customer that was done, in the same order. Not all at once in memory. */
  rows(id: SweepId): AsyncIterable<ItemRows>;

  /** Removes a sweep with all that was found. @returns false where there is none, or it is under way */
  remove(id: SweepId): Promise<boolean>;
  /** Removes those that ended or were stopped before this instant. */
  removeOld(before: number): Promise<void>;
}
