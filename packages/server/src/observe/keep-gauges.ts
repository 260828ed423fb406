import {
  type Clock,
  type CredentialChoice,
  findingSeverities,
  type SigningKeys,
  type Tokens,
} from '@consentry/core';
import type { GrantSurvey } from '../stores/grant-survey.ts';
import type { PostureReportStore } from '../stores/posture-reports.ts';
import type { ExpiryWatch } from './expiry-watch.ts';
import type { MemoryWatch } from './memory-watch.ts';
import type { Observer } from './observer.ts';

export interface GaugesDeps {
  readonly observer: Pick<Observer, 'metrics' | 'clockDifference' | 'loop'>;
  readonly memoryWatch: Pick<MemoryWatch, 'shares'>;
  readonly survey: GrantSurvey;
  readonly postureReports: Pick<PostureReportStore, 'listNewest'>;
  readonly expiryWatch: Pick<ExpiryWatch, 'earliest'>;
  readonly tokens: Pick<Tokens, 'countFailedSuccessors'>;
  readonly signingKeys: Pick<SigningKeys, 'fetchedAt'>;
  readonly credentials: CredentialChoice;
  readonly clock: Clock;
}

/** Lets each reading of the metrics see what is now. While the store does not answer, its gauges say what they said last. */
export function keepGauges(deps: GaugesDeps): void {
  const { metrics, clockDifference, loop } = deps.observer;
  metrics.beforeReading(() => readOwn());
  metrics.beforeReading(() => readStore());
  metrics.beforeReading(() => readPosture(deps));

  function readOwn(): void {
    const now = deps.clock.now();
    const fetchedAt = deps.signingKeys.fetchedAt();
    const differenceMs = clockDifference.find();
    const { credentials } = deps;
    metrics.set('consentry_successors_waiting', one(deps.tokens.countFailedSuccessors()));
    metrics.set('consentry_event_loop_late_seconds', one(loop.lateMs() / 1000));
    metrics.set('consentry_signing_keys_age_seconds', one(fetchedAt && (now - fetchedAt) / 1000));
    metrics.set('consentry_clock_difference_seconds', one(differenceMs && differenceMs / 1000));
    metrics.set(
      'consentry_memory_used_ratio',
      deps.memoryWatch.shares().map(({ bound, share }) => ({ labels: { bound }, value: share })),
    );
    metrics.set(
      'consentry_credential_expiry_seconds',
      credentials.all.flatMap(({ name, expiresAt }) =>
        expiresAt === undefined ? [] : [{ labels: { credential: name }, value: (expiresAt - now) / 1000 }],
      ),
    );
    metrics.set(
      'consentry_grant_expiry_seconds',
      [...deps.expiryWatch.earliest]
        .filter(([cause]) => cause !== 'credential')
        .map(([cause, at]) => ({ labels: { cause }, value: (at - now) / 1000 })),
    );
    metrics.set(
      'consentry_credential_refused',
      credentials.all.map((credential) => ({
        labels: { credential: credential.name },
        value: credentials.isRefused(credential) ? 1 : 0,
      })),
    );
  }

  async function readStore(): Promise<void> {
    const [states, byVault] = await Promise.all([deps.survey.countByState(), deps.survey.countByVault()]);
    metrics.set(
      'consentry_grants_by_vault',
      (['database', 'key-vault'] as const).map((vault) => ({
        labels: { vault },
        value: byVault
          .filter(({ vault: place, state }) => place === vault && state !== 'revoked')
          .reduce((sum, { count }) => sum + count, 0),
      })),
    );
    metrics.set(
      'consentry_grants',
      (['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked'] as const).map((state) => ({
        labels: { state },
        value: states.get(state) ?? 0,
      })),
    );
  }
}

/** Of several partners the worst: no label names one. */
async function readPosture({ observer: { metrics }, postureReports, clock }: GaugesDeps): Promise<void> {
  const partners = await postureReports.listNewest();
  const newest = partners.flatMap(({ summary }) => (summary === undefined ? [] : [summary]));
  const madeAt = newest.map(({ at }) => Date.parse(at));
  const age = newest.length === 0 ? undefined : (clock.now() - Math.min(...madeAt)) / 1000;
  metrics.set('consentry_posture_report_age_seconds', one(age));
  const shares = newest.flatMap(({ figures }) =>
    figures.flatMap((figure) =>
      figure.kind === 'not-available' || figure.percent === undefined
        ? []
        : [{ figure: figure.name, value: figure.percent / 100 }],
    ),
  );
  metrics.set(
    'consentry_posture_share_ratio',
    [...Map.groupBy(shares, ({ figure }) => figure)].map(([figure, of]) => ({
      labels: { figure },
      value: Math.min(...of.map(({ value }) => value)),
    })),
  );
  metrics.set(
    'consentry_posture_findings',
    findingSeverities.map((severity) => ({
      labels: { severity },
      value: newest.reduce((sum, { findings }) => sum + (findings[severity] ?? 0), 0),
    })),
  );
}

function one(value: number | undefined): { labels: Record<string, never>; value: number }[] {
  return value === undefined ? [] : [{ labels: {}, value }];
}
