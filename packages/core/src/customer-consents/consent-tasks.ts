import type { Apis } from '../apis/apis.ts';
import type { Cloud } from '../entra/cloud.ts';
import { ConsentryError } from '../errors.ts';
import type { ApplicationId, TenantId } from '../ids.ts';
import type { Timer } from '../ports.ts';
import type { ConsentDeps, CustomerTokens } from './consent-deps.ts';
import { type ConsentGrant, type GrantedConsent, grantConsents } from './grant-consents.ts';
import { planConsents, requireCustomer } from './plan-consents.ts';
import { readWantedConsents, type WantedConsents } from './read-wanted.ts';
import { type ConsentWithdrawal, listConsents, withdrawConsents } from './withdraw-consents.ts';

/** What the tasks need beside what a sweep gives them. */
export interface ConsentTaskDeps {
  readonly cloud: Cloud;
  readonly timer: Timer;
  readonly applicationName: string;
  /** The application of the grant that acts for a partner. @throws ConsentryError `partner_not_found` */
  readonly applicationOf: (partner: TenantId) => Promise<ApplicationId>;
  readonly tokensOf: (partner: TenantId, customer: TenantId) => CustomerTokens;
  readonly records?: ConsentRecords;
}

/** Told before consent of a customer is changed, and what came of it. What is told is durable when it returns. */
export interface ConsentRecords {
  granting(consents: ConsentDeps, wanted: WantedConsents): Promise<void>;
  granted(done: ConsentGrant): Promise<void>;
  withdrawing(consents: ConsentDeps): Promise<void>;
  withdrawn(done: ConsentWithdrawal): Promise<void>;
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

/** A task over customers that concerns the application’s consent. */
export interface ConsentTask {
  readonly name: 'consent-plan' | 'consent-grant' | 'consent-list' | 'consent-withdraw';
  readonly summary: string;
  /** What is there already is success, so an item whose outcome is unknown may be done again. */
  readonly isRepeatable: true;
  /** @throws ConsentryError why it failed, or is not proved, for the first API that it did not succeed for */
  run(item: ConsentItem): Promise<ConsentRow[]>;
}

/** The work of this room as tasks over many customers, one row for each API. A dry run only reads: what a grant would find, or what a withdrawal would take. */
export function createConsentTasks(deps: ConsentTaskDeps): readonly ConsentTask[] {
  const plan: Work = async (item) => planRows(readWanted(deps, item), await openItem(deps, item));
  const grant: Work = async (item) => grantRows(deps, readWanted(deps, item), await openItem(deps, item));
  const list: Work = async (item) => listRows(await openItem(deps, item));
  const withdraw: Work = async (item) => withdrawalRows(deps, await openItem(deps, item));
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

function readWanted({ cloud }: ConsentTaskDeps, { params }: ConsentItem): WantedConsents {
  return readWantedConsents(cloud, params);
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
  { records }: ConsentTaskDeps,
  wanted: WantedConsents,
  consents: ConsentDeps,
): Promise<ConsentRow[]> {
  requireCustomer(consents);
  await records?.granting(consents, wanted);
  const done = await grantConsents(consents, wanted);
  await records?.granted(done);
  requireSuccess(done.grants);
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

async function withdrawalRows({ records }: ConsentTaskDeps, consents: ConsentDeps): Promise<ConsentRow[]> {
  requireCustomer(consents);
  await records?.withdrawing(consents);
  const done = await withdrawConsents(consents);
  await records?.withdrawn(done);
  const { did, outcome, failure } = done;
  requireSuccess([{ resource: 'all', outcome, ...(failure && { failure }) }]);
  const stood = done.consents.map(({ resource, scopes }) => `${resource}: ${scopes.join(' ')}`).join('; ');
  return [{ did, outcome, stood }];
}

/**
 * A customer at whom an API failed, or at whom nothing shows it yet, is not done. What failed for good is said before what may pass.
 * @throws ConsentryError
 */
function requireSuccess(
  grants: readonly (Pick<GrantedConsent, 'resource' | 'failure'> & { readonly outcome: string })[],
): void {
  const outcomes = grants.map(({ resource, outcome }) => `${resource}: ${outcome}`);
  const open = grants.flatMap(({ resource, outcome, failure }) =>
    failure === undefined || outcome === 'skipped' ? [] : [{ resource, failure }],
  );
  const first = open.find(({ failure }) => failure.failureClass !== 'retry') ?? open[0];
  if (first === undefined) return;
  const { code, message, remedy, facts } = first.failure;
  throw new ConsentryError(code, {
    message,
    remedy,
    facts: { ...facts, resource: first.resource, outcomes },
  });
}
