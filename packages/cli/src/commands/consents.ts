import type { RequestOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';
import { ConsentryError } from '@consentry/core';
import { type ConnectOptions, connect } from '../connect.ts';
import type { Run } from '../run.ts';
import { confirm } from '../terminal/confirm.ts';
import type { Output } from '../terminal/output.ts';
import { describeGranted, describeListed, describePlan, describeWithdrawn } from './describe-consents.ts';
import { readPermissions } from './read-permissions.ts';
import { sweep } from './sweep.ts';

interface ConsentsOptions extends ConnectOptions {
  readonly partner: string;
  readonly customer?: string;
  // For many customers: a sweep.
  readonly all?: boolean;
  readonly filter?: readonly string[];
  readonly customersFile?: string;
  readonly format?: string;
  readonly out?: string;
}

interface WantedOptions extends ConsentsOptions {
  readonly permissions: string;
}

interface Confirmed {
  readonly yes?: boolean;
}

/** Microsoft needs a while until tokens show a change; the broker waits two minutes for that. */
const withinMs = 240_000;

/** @throws ConsentryError `usage`, and as `connect` and the calls */
export const planConsents: Run<WantedOptions> = async (options, output) => {
  if (isForMany(options)) return sweepConsents('consent-plan', options, output);
  const params = readPlace(options);
  const body = await readPermissions(options.permissions);
  await at(options, async (remote) => {
    const plan = await remote.call('planCustomerConsents', { params, body });
    output.result(() => describePlan(plan), plan);
  });
};

/** Shows what is to be done before it does it. @throws ConsentryError as {@link planConsents}; `not_confirmed` */
export const grantConsents: Run<WantedOptions & Confirmed> = async (options, output) => {
  if (isForMany(options)) {
    const text =
      'At every customer that is meant, what is missing is consented to in the name of the partner.';
    await confirmWord(options, 'grant', text);
    return sweepConsents('consent-grant', options, output);
  }
  const params = readPlace(options);
  const body = await readPermissions(options.permissions);
  await at(options, async (remote) => {
    await confirmGrant(remote, { params, body }, options);
    tellWait(output);
    const granted = await remote.call('grantCustomerConsents', { params, body });
    output.result(() => describeGranted(granted), granted);
    // What is not proved is to be asked for again: that is safe.
    if (granted.grants.some(({ outcome }) => outcome === 'failed' || outcome === 'granted'))
      process.exitCode = 1;
  });
};

/** @throws ConsentryError as {@link planConsents} */
export const listConsents: Run<ConsentsOptions> = async (options, output) => {
  if (isForMany(options)) return sweepConsents('consent-list', options, output);
  const params = readPlace(options);
  await at(options, async (remote) => {
    const list = await remote.call('listCustomerConsents', { params });
    output.result(() => describeListed(list), list);
  });
};

/** @throws ConsentryError as {@link planConsents}; `not_confirmed` */
export const withdrawConsents: Run<ConsentsOptions & Confirmed> = async (options, output) => {
  const isMany = isForMany(options);
  const where = isMany ? 'at every customer that is meant' : `in the tenant ${readPlace(options).customer}`;
  const text = [
    `Everything that the application is consented to ${where} is withdrawn,`,
    'for every partner that uses it there: it goes from the tenant, and no token is given any more.',
  ].join('\n');
  await confirmWord(options, 'withdraw', text);
  if (isMany) return sweepConsents('consent-withdraw', options, output);
  const params = readPlace(options);
  await at(options, async (remote) => {
    tellWait(output);
    const withdrawn = await remote.call('withdrawCustomerConsents', { params });
    output.result(() => describeWithdrawn(withdrawn), withdrawn);
    if (withdrawn.outcome !== 'proved') process.exitCode = 1;
  });
};

async function confirmGrant(
  remote: Remote,
  request: RequestOf<'planCustomerConsents'>,
  options: Confirmed,
): Promise<void> {
  if (options.yes === true) return;
  const plan = await remote.call('planCustomerConsents', request);
  const text = `${describePlan(plan)}\nWhat is missing is consented to in the name of the partner.`;
  await confirmWord(options, 'grant', text);
}

async function confirmWord({ yes }: Confirmed, word: string, text: string): Promise<void> {
  const remedy = 'Add --yes where nobody can be asked.';
  await confirm({ text, word, given: yes === true ? word : undefined, remedy });
}

function tellWait(output: Output): void {
  output.note('Waiting until tokens show it; that may take two minutes.');
}

function isForMany({ all, filter, customersFile }: ConsentsOptions): boolean {
  return all === true || filter !== undefined || customersFile !== undefined;
}

/** The same for many customers is a sweep: it goes on in the broker, and can be stopped and resumed. */
async function sweepConsents(
  task: string,
  { permissions, partner, customer, ...options }: ConsentsOptions & Partial<WantedOptions>,
  output: Output,
): Promise<void> {
  const choice = {
    ...options,
    task,
    partner: [partner],
    ...(customer !== undefined && { customer: [customer] }),
    ...(permissions !== undefined && { paramsFile: permissions }),
  };
  await sweep(choice, output);
}

/** @throws ConsentryError `usage` */
function readPlace(options: ConsentsOptions): { readonly partner: string; readonly customer: string } {
  const { partner, customer } = options;
  if (customer === undefined) {
    throw new ConsentryError('usage', {
      message: 'It is not clear which customer is meant.',
      remedy: 'Name the tenant with --customer, or take --all, --filter or --customers-file for many.',
    });
  }
  return { partner, customer };
}

async function at(options: ConnectOptions, work: (remote: Remote) => Promise<void>): Promise<void> {
  const { remote, close } = await connect(options, { deadlineMs: withinMs });
  try {
    await work(remote);
  } finally {
    await close();
  }
}
