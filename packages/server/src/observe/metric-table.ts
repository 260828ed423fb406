/** One row of the table of metrics: everything that the registry and the reference need of it. */
export interface MetricRow {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** What each label may be is bounded, and no label names a tenant, a partner, a customer, a caller or a person. */
  readonly labels: readonly string[];
  /** Upper bounds, for a histogram. */
  readonly buckets?: readonly number[];
  /** What to be told of, in the words of an operator. */
  readonly alert?: string;
}

const row = <const Row extends MetricRow>(metric: Row): Row => metric;

/** Seconds, from what a cache gives to what a deadline ends. */
const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Every metric of the broker's own. `docs/metrics.md` is generated from this table. */
export const metricTable = {
  consentry_http_requests_total: row({
    kind: 'counter',
    help: 'Requests that were answered, by operation and class of the status (2xx, 3xx, 4xx, 5xx).',
    labels: ['operation', 'status'],
    alert: '5xx above 1 % of all for 5 minutes: look at `consentry_http_refusals_total` for the code.',
  }),
  consentry_http_request_duration_seconds: row({
    kind: 'histogram',
    help: 'How long an answer took, by operation. Of a forward call: until the API’s answer began.',
    labels: ['operation'],
    buckets: quick,
    alert: 'the 99th percentile of `acquireToken` above 2 s for 10 minutes.',
  }),
  consentry_http_refusals_total: row({
    kind: 'counter',
    help: 'Requests that were refused, by operation, code of the error and reach of the failure.',
    labels: ['operation', 'code', 'class'],
    alert:
      'class `ours`: our configuration, credential or store. Code `unauthorized` rising: somebody tries keys.',
  }),
  consentry_requests_shed_total: row({
    kind: 'counter',
    help: 'Requests that were refused for want of room, with 503 `overloaded`: `places` (as many are at hand as may be), `caller` (half of them are of this caller), `memory` (it is short).',
    labels: ['reason'],
    alert:
      '`memory`: give the process more. `places` or `caller` for 5 minutes: more replicas, or a caller that asks too much.',
  }),
  consentry_tokens_issued_total: row({
    kind: 'counter',
    help: 'Access tokens handed out, each with a durable record: for which API, and whether from a cache.',
    labels: ['resource', 'cached'],
  }),
  consentry_tokens_refused_total: row({
    kind: 'counter',
    help: 'Requests of callers for a token that were refused, by code and reach.',
    labels: ['code', 'class'],
    alert: 'class `consent` or `admin`: a partner must act. Class `ours`: the operator must.',
  }),
  consentry_redemptions_coalesced_total: row({
    kind: 'counter',
    help: 'Requests for a token that waited for a redemption of another request and took its token.',
    labels: [],
  }),
  consentry_token_endpoint_requests_total: row({
    kind: 'counter',
    help: 'Requests to the token endpoint, by what was redeemed and how it ended: `ok`, or the code of the error.',
    labels: ['grant_type', 'outcome'],
    alert:
      '`client_credential`: our secret or certificate is refused. `idp_throttled`, `idp_loop`: too many requests. `proxy_error`: the proxy.',
  }),
  consentry_token_endpoint_request_duration_seconds: row({
    kind: 'histogram',
    help: 'How long the token endpoint took, by what was redeemed.',
    labels: ['grant_type'],
    buckets: quick,
  }),
  consentry_grants: row({
    kind: 'gauge',
    help: 'Grants by state.',
    labels: ['state'],
    alert: '`consent_needed`, `admin_needed` or `held` rising: `consentry grants` says which, and why.',
  }),
  consentry_grants_by_vault: row({
    kind: 'gauge',
    help: 'Grants that were not revoked, by the vault that their refresh tokens lie in.',
    labels: ['vault'],
  }),
  consentry_grant_expiry_seconds: row({
    kind: 'gauge',
    help: 'How long until the first refresh token is forgotten for want of use. Absent without a grant that could be redeemed.',
    labels: [],
    alert: 'below 30 days (2592000): keep-alive has failed for a grant for a month. The log names it.',
  }),
  consentry_credential_expiry_seconds: row({
    kind: 'gauge',
    help: 'How long until a credential of our application ends, by the setting that names its file: a certificate, or a client secret if its `secretExpiresAt` says when.',
    labels: ['credential'],
    alert:
      'below 30 days (2592000): put a new one in its place. With the last one every partner stops at once.',
  }),
  consentry_credential_refused: row({
    kind: 'gauge',
    help: '1 from the moment at which the identity provider refuses a credential of our application until it accepts it again, else 0. One that another serves for is not tried again before the other is refused too, a restart, or a change of its files.',
    labels: ['credential'],
    alert: '1: put a new one in its place. All of them 1: no partner gets new tokens.',
  }),
  consentry_successors_waiting: row({
    kind: 'gauge',
    help: 'Refresh tokens that came, could not be stored and wait in memory.',
    labels: [],
    alert: 'above 0 for 5 minutes: the vault or the store takes nothing.',
  }),
  consentry_successors_total: row({
    kind: 'counter',
    help: 'Refresh tokens that came: `stored`; `failed` (waits, and is tried again); `dropped` (another writer was first); `saved` (it was needed, for the stored one was dead).',
    labels: ['outcome'],
    alert: '`saved` above 0: the provider ends refresh tokens that were redeemed. Set `cloud.refreshTokens`.',
  }),
  consentry_grants_moved_total: row({
    kind: 'counter',
    help: 'Refresh tokens that were moved to another vault.',
    labels: ['to'],
  }),
  consentry_keep_alive_exercises_total: row({
    kind: 'counter',
    help: 'Refresh tokens redeemed so that they do not expire of neglect: `exercised` or `failed`.',
    labels: ['outcome'],
  }),
  consentry_grant_state_changes_total: row({
    kind: 'counter',
    help: 'Grants that changed their state while tokens were acquired, by the new state.',
    labels: ['state'],
  }),
  consentry_sweep_results_total: row({
    kind: 'counter',
    help: 'Customers that sweeps are done with, by how they ended: `done`, `unknown`, or the reach of the failure.',
    labels: ['class'],
    alert:
      'class `ours`, `consent` or `admin` rising: `consentry sweep show` says whom it concerns and what to do.',
  }),
  consentry_sweeps_resumed_total: row({
    kind: 'counter',
    help: 'Sweeps that go on after a stop, or in another process than the one that began them.',
    labels: [],
  }),
  consentry_sweeps_stopped_total: row({
    kind: 'counter',
    help: 'Sweeps that trouble of our own stopped, by its code.',
    labels: ['code'],
    alert: 'above 0: mend it, then `consentry sweep resume`.',
  }),
  consentry_posture_report_age_seconds: row({
    kind: 'gauge',
    help: 'How old the newest report on security requirements is; of several partners the oldest of these. Absent without a report.',
    labels: [],
    alert: 'above the time between two of your reports: none is made any more.',
  }),
  consentry_posture_share_ratio: row({
    kind: 'gauge',
    help: 'The shares of the newest report, by figure, from 0 to 1; of several partners the lowest. Absent where it could not be read.',
    labels: ['figure'],
    alert: 'below 1: `consentry posture` says of whom MFA is not wanted, and which calls carry none.',
  }),
  consentry_posture_findings: row({
    kind: 'gauge',
    help: 'Findings of the newest report of each partner, by severity.',
    labels: ['severity'],
    alert: '`high` above 0: a requirement of Microsoft’s is not met, or calls fail.',
  }),
  consentry_audit_events_total: row({
    kind: 'counter',
    help: 'Events that were to be recorded: `recorded` when durable, `failed` when not.',
    labels: ['type', 'outcome'],
    alert: '`failed` above 0: nothing is handed out meanwhile.',
  }),
  consentry_audit_write_duration_seconds: row({
    kind: 'histogram',
    help: 'How long an event waited until it was durable.',
    labels: [],
    buckets: quick,
  }),
  consentry_audit_commits_total: row({
    kind: 'counter',
    help: 'Commits of the audit: `ok` or `failed`. A look at whether it can be written is one too.',
    labels: ['outcome'],
  }),
  consentry_audit_commit_duration_seconds: row({
    kind: 'histogram',
    help: 'How long a commit of the audit took.',
    labels: [],
    buckets: quick,
  }),
  consentry_audit_group_size: row({
    kind: 'histogram',
    help: 'Events in one commit of the audit.',
    labels: [],
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000],
  }),
  consentry_vault_operations_total: row({
    kind: 'counter',
    help: 'Operations on the vault, by operation and how they ended: `ok`, or the code of the error.',
    labels: ['operation', 'outcome'],
    alert:
      '`vault_denied`: our right to the vault was taken. `vault_throttled`: its limit. `secret_missing`: somebody removed it.',
  }),
  consentry_vault_operation_duration_seconds: row({
    kind: 'histogram',
    help: 'How long an operation on the vault took.',
    labels: ['operation'],
    buckets: quick,
  }),
  consentry_store_queries_total: row({
    kind: 'counter',
    help: 'Queries of the store: `ok` or `failed`.',
    labels: ['outcome'],
    alert: '`failed` above 0 for 5 minutes.',
  }),
  consentry_store_query_duration_seconds: row({
    kind: 'histogram',
    help: 'How long a query of the store took.',
    labels: [],
    buckets: quick,
  }),
  consentry_signing_keys_fetches_total: row({
    kind: 'counter',
    help: 'Attempts to get the identity provider’s signing keys: `ok`, or the code of the error.',
    labels: ['outcome'],
    alert: '`discovery_rejected` above 0: what the provider publishes is not what the configuration names.',
  }),
  consentry_signing_keys_age_seconds: row({
    kind: 'gauge',
    help: 'The age of the signing keys. Absent while there are none.',
    labels: [],
    alert: 'above 13 hours (46800), or absent: at 24 hours consents end.',
  }),
  consentry_issuer_keys_fetches_total: row({
    kind: 'counter',
    help: 'Attempts to get the keys of an issuer of callers’ tokens: `ok`, or the code of the error.',
    labels: ['outcome'],
    alert: 'other than `ok` for 10 minutes: callers without a key are refused, or will be within a day.',
  }),
  consentry_clock_difference_seconds: row({
    kind: 'gauge',
    help: 'How far the identity provider’s clock is before ours (+) or behind (−), by the `Date` of its newest answer.',
    labels: [],
    alert: 'beyond 60 s either way: set the clock of the machine. Beyond 300 s consents are refused.',
  }),
  consentry_event_loop_late_seconds: row({
    kind: 'gauge',
    help: 'How late the process was at worst within the last half minute: what it is busy with keeps all others waiting.',
    labels: [],
    alert: 'above 1 s: too much work for one process.',
  }),
  consentry_memory_used_ratio: row({
    kind: 'gauge',
    help: 'What is taken of the memory that there may be: `heap` of V8’s limit, `resident` of the control group’s, where there is one. It counts what was not collected yet.',
    labels: ['bound'],
    alert: 'above 0.85 for 5 minutes: memory is short, and requests are refused.',
  }),
  consentry_alerts_sent_total: row({
    kind: 'counter',
    help: 'Alerts that the webhook of `alerts.urlFile` took.',
    labels: [],
  }),
  consentry_alerts_dropped_total: row({
    kind: 'counter',
    help: 'Alerts that it did not get: `full` (too many waited), `refused` (its answer said so), `failed` (it was tried often enough), `stopped` (the broker was).',
    labels: ['reason'],
    alert: 'above 0: nobody is told any more. The log has the status or the kind of failure.',
  }),
  consentry_build_info: row({
    kind: 'gauge',
    help: 'Always 1; the version is in the label.',
    labels: ['version'],
  }),
} as const;

export type MetricName = keyof typeof metricTable;

type Table = typeof metricTable;

/** The metrics of one kind. */
export type MetricOf<Kind extends MetricRow['kind']> = {
  [Name in MetricName]: Table[Name]['kind'] extends Kind ? Name : never;
}[MetricName];

/** Exactly the labels that the table names. */
export type LabelsOf<Name extends MetricName> = Readonly<Record<Table[Name]['labels'][number], string>>;
