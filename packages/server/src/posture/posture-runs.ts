import {
  type Apis,
  type ApplicationId,
  type AuditEvent,
  type AuditSink,
  type Clock,
  type Cloud,
  ConsentryError,
  createId,
  type Random,
  type TenantId,
} from '@consentry/core';
import { toConsentryError } from '../http/refuse.ts';
import type { Log } from '../log.ts';
import type { PostureRun } from '../stores/posture-reports.ts';
import type { Store } from '../stores/store.ts';
import { summarize } from './describe-report.ts';
import type { EndOf } from './grant-ends.ts';
import type { GrantSignals } from './grant-signals.ts';
import { makeReport } from './make-report.ts';

export interface PostureRunsDeps {
  readonly store: Pick<Store, 'grants' | 'grantMfa' | 'postureReports' | 'replicas'>;
  readonly audit: AuditSink;
  readonly signals: Pick<GrantSignals, 'settled'>;
  readonly endOf: EndOf;
  /** The APIs by the tokens of a partner's grant. @param keep awaited before each call: what it throws is the outcome of the call */
  readonly apisWith: (keep: () => Promise<void>) => Apis;
  readonly clock: Clock;
  readonly application: ApplicationId;
  readonly cloud: Cloud;
  readonly random: Random;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly isStopping: () => boolean;
}

/** Who wanted a report. */
type By = Pick<AuditEvent, 'actor' | 'requestId' | 'address'>;

/** The reports that this process makes. */
export interface PostureRuns {
  /**
   * Begins a report, or tells of the one of this partner that is under way here or elsewhere.
   * @throws ConsentryError `overloaded`, `shutting_down`, `audit_unavailable`, `store_unavailable`
   */
  start(partner: TenantId, by: By): Promise<PostureRun>;
  /** Resolves when none is being made here. */
  settled(): Promise<void>;
  /** Lets those that are being made end early, without a report. */
  close(): Promise<void>;
}

/** Each holds what it reads of a tenant in memory until it is judged. */
const mostAtOnce = 4;
/** Longer than a call takes with all its tries: who makes none for so long is gone. */
const lapsesAfterMs = 5 * 60 * 1000;
const extendEveryMs = 30 * 1000;

export function createPostureRuns(deps: PostureRunsDeps): PostureRuns {
  const { store, audit, clock, random, log } = deps;
  const { postureReports } = store;
  const starting = new Map<TenantId, Promise<PostureRun>>();
  const works = new Map<TenantId, { readonly run: PostureRun; readonly done: Promise<void> }>();
  let isClosing = false;
  const isLeft = (): boolean => isClosing || deps.isStopping();

  /** Says of a run that it goes on, and ends it where it must not. */
  const keeping = (run: PostureRun): (() => Promise<void>) => {
    let extendedAt = clock.now();
    return async () => {
      if (isLeft()) throw new ConsentryError('shutting_down');
      const now = clock.now();
      if (now - extendedAt < extendEveryMs) return;
      extendedAt = now;
      if (!(await postureReports.extend(run, now + lapsesAfterMs)))
        throw new ConsentryError('posture_unfinished');
    };
  };

  const make = async (run: PostureRun): Promise<void> => {
    const { partner, report: id } = run;
    const { kept, at } = await makeReport({ ...deps, apis: deps.apisWith(keeping(run)) }, partner, id);
    // Nothing was read any more.
    if (isLeft()) throw new ConsentryError('shutting_down');
    const isKept = await postureReports.save(run, at, kept, summarize(kept.report));
    if (!isKept) throw new ConsentryError('posture_unfinished');
    const { findings, unread } = kept.report;
    log.info(
      { partner, report: id, findings: findings.length },
      'a report on security requirements was made',
    );
    const counts = { findings: findings.length, unread: unread.length };
    await audit.write({ type: 'posture.made', at, actor: 'broker', report: id, partner, ...counts });
  };

  const settleFailure = async (run: PostureRun, thrown: unknown): Promise<void> => {
    const { partner, report } = run;
    const { code } = toConsentryError(thrown);
    log.error({ partner, report, err: thrown }, 'a report on security requirements could not be made');
    await postureReports.fail(run, clock.now(), code);
    await audit.write({ type: 'posture.failed', at: clock.now(), actor: 'broker', report, partner, code });
  };

  const work = async (run: PostureRun): Promise<void> => {
    try {
      await make(run).catch((error: unknown) => settleFailure(run, error));
    } catch (err) {
      log.error({ err, report: run.report }, 'the end of a report could not be recorded');
    } finally {
      works.delete(run.partner);
    }
  };

  const settled = async (): Promise<void> => {
    while (works.size > 0) await Promise.all([...works.values()].map(({ done }) => done));
  };

  const begin = async (partner: TenantId, by: By): Promise<PostureRun> => {
    if (works.size >= mostAtOnce) throw new ConsentryError('overloaded');
    const report = createId('PostureReportId', random);
    const startedAt = clock.now();
    const begun = { partner, report, startedAt, expiresAt: startedAt + lapsesAfterMs };
    const run = await postureReports.begin(begun, store.replicas === undefined);
    if (run.report !== report) return run;
    try {
      await audit.write({ type: 'posture.started', at: startedAt, ...by, report, partner });
    } catch (error) {
      await postureReports.fail(run, clock.now(), toConsentryError(error).code);
      throw error;
    }
    works.set(partner, { run, done: work(run) });
    return run;
  };

  return {
    settled,

    async start(partner, by) {
      if (isLeft()) throw new ConsentryError('shutting_down');
      const known = works.get(partner)?.run ?? starting.get(partner);
      if (known !== undefined) return known;
      const begun = begin(partner, by).finally(() => starting.delete(partner));
      starting.set(partner, begun);
      return begun;
    },

    async close() {
      isClosing = true;
      await settled();
      await deps.signals.settled();
    },
  };
}
