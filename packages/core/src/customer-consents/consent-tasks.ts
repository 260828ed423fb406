import type { Apis } from '../apis/apis.ts';
import type { Cloud } from '../entra/cloud.ts';
import { ConsentryError } from '../errors.ts';
import type { ApplicationId, TenantId } from '../ids.ts';
import type { Timer } from '../ports.ts';
import type { ConsentDeps, CustomerTokens } from './consent-deps.ts';
import type { ConsentFailure } from './consent-refusal.ts';
import { type ConsentGrant, grantConsents } from './grant-consents.ts';
import { planConsents } from './plan-consents.ts';
import { readWantedConsents, type WantedConsents } from './read-wanted.ts';
import { type ConsentWithdrawal, listConsents, withdrawConsents } from './withdraw-consents.ts';

/** The records of what changes consent. Each is durable when its promise resolves. */
export interface ConsentRecords {
  /** Before anything is asked for. */
  grant(deps: ConsentDeps, wanted: WantedConsents): Promise<void>;
  granted(deps: ConsentDeps, done: ConsentGrant): Promise<void>;
  /** Before anything is asked for. */
  withdraw(deps: ConsentDeps): Promise<void>;
  withdrawn(deps: ConsentDeps, done: ConsentWithdrawal): Promise<void>;
}

/** What the tasks need beside what a sweep gives them. */
export interface ConsentTaskDeps {
  readonly cloud: Cloud;
  readonly timer: Timer;
  readonly applicationName: string;
  /** The application of the grant that acts for a partner. @throws ConsentryError `partner_not_found` */
  readonly applicationOf: (partner: TenantId) => Promise<ApplicationId>;
  readonly tokensOf: (partner: TenantId, customer: TenantId) => CustomerTokens;
  readonly records: ConsentRecords;
}

/** What a sweep knows of one customer: a part of its item. */
export interface ConsentItem {
  readonly partner: TenantId;
  readonly customer: TenantId;
  /** The list of wanted permissions, as JSON; nothing for a list or a withdrawal. */
  readonly params: unknown;
  readonly apis: Pick<Apis, 'of'>;
  readonly isDryRun: boolean;
  /** The same each time that this item is done. */
  requestId(step: string): string;
}

/** A flat object of a report. */
export type ConsentRow = Readonly<Record<string, string | number | boolean>>;

export interface ConsentTask {
  readonly name: 'consent-plan' | 'consent-grant' | 'consent-list' | 'consent-withdraw';
  readonly summary: string;
  /** What is there already is success, so an item whose outcome is unknown may be done again. */
  readonly isRepeatable: true;
  run(item: ConsentItem): Promise<ConsentRow[]>;
}

/** The work of this room as tasks over many customers, one row for each API. A dry run only reads: what a grant would find, or what a withdrawal would take. */
export function createConsentTasks(deps: ConsentTaskDeps): readonly ConsentTask[] {
  const { cloud, records } = deps;
  const wantedOf = ({ params }: ConsentItem): WantedConsents => readWantedConsents(cloud, params);
  const plan: Work = async (item) => planRows(wantedOf(item), await openItem(deps, item));
  const grant: Work = async (item) => grantRows(records, wantedOf(item), await openItem(deps, item));
  const list: Work = async (item) => listRows(await openItem(deps, item));
  const withdraw: Work = async (item) => withdrawalRows(records, await openItem(deps, item));
  return [
    {
      name: 'consent-plan',
      summary: 'Compares the application’s consent at each customer with what is wanted.',
      isRepeatable: true,
      run: plan,
    },
    {
      name: 'consent-grant',
      summary: 'Consents to what is wanted at each customer, and proves it.',
      isRepeatable: true,
      run: (item) => (item.isDryRun ? plan(item) : grant(item)),
    },
    {
      name: 'consent-list',
      summary: 'Lists what the application is consented to at each customer.',
      isRepeatable: true,
      run: list,
    },
    {
      name: 'consent-withdraw',
      summary: 'Withdraws the application’s consent at each customer, and proves it.',
      isRepeatable: true,
      run: (item) => (item.isDryRun ? list(item) : withdraw(item)),
    },
  ];
}

type Work = ConsentTask['run'];

async function openItem(deps: ConsentTaskDeps, item: ConsentItem): Promise<ConsentDeps> {
  const { partner, customer, apis } = item;
  return {
    cloud: deps.cloud,
    timer: deps.timer,
    partner,
    customer,
    application: await deps.applicationOf(partner),
    applicationName: deps.applicationName,
    partnerCenter: apis.of({ resource: 'partner-center', partner }),
    graph: apis.of({ resource: 'graph', partner, customer }),
    tokens: deps.tokensOf(partner, customer),
    requestId: (step) => item.requestId(step),
  };
}

async function planRows(wanted: WantedConsents, deps: ConsentDeps): Promise<ConsentRow[]> {
  const { knownBy, grants } = await planConsents(deps, wanted);
  return grants.map(({ resource, appId, state, present, missing, extra }) => ({
    resource,
    appId,
    state,
    knownBy,
    present: present.join(' '),
    missing: missing.join(' '),
    extra: extra.join(' '),
  }));
}

async function grantRows(
  records: ConsentRecords,
  wanted: WantedConsents,
  deps: ConsentDeps,
): Promise<ConsentRow[]> {
  await records.grant(deps, wanted);
  const done = await grantConsents(deps, wanted);
  await records.granted(deps, done);
  requireDone(done.grants);
  return done.grants.map(({ resource, appId, scopes, did, outcome }) => ({
    resource,
    appId,
    scopes: scopes.join(' '),
    did,
    outcome,
  }));
}

async function listRows(deps: ConsentDeps): Promise<ConsentRow[]> {
  const { consents, knownBy } = await listConsents(deps);
  return consents.map(({ resource, appId, scopes }) => ({
    resource,
    appId,
    knownBy,
    scopes: scopes.join(' '),
  }));
}

async function withdrawalRows(records: ConsentRecords, deps: ConsentDeps): Promise<ConsentRow[]> {
  await records.withdraw(deps);
  const done = await withdrawConsents(deps);
  await records.withdrawn(deps, done);
  const { did, outcome, consents } = done;
  requireDone([{ ...done, resource: 'the tenant' }]);
  const stood = consents.map(({ resource, scopes }) => `${resource}: ${scopes.join(' ')}`).join('; ');
  return [{ did, outcome, stood }];
}

/**
 * A customer at which one API failed has failed: a sweep says so, and its remainder has that customer again. What an API lacks there
 * was skipped, which is no failure.
 * @throws ConsentryError the first failure, with what became of each API
 */
function requireDone(
  grants: readonly {
    readonly resource: string;
    readonly outcome: string;
    readonly failure?: ConsentFailure | undefined;
  }[],
): void {
  const failed = grants.find(({ outcome, failure }) => failure !== undefined && outcome !== 'skipped');
  if (failed?.failure === undefined) return;
  const { code, message, remedy } = failed.failure;
  const outcomes = grants.map(({ resource, outcome }) => `${resource}: ${outcome}`);
  throw new ConsentryError(code, { message: `${failed.resource}: ${message}`, remedy, facts: { outcomes } });
}
