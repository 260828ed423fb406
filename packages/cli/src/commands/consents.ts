import type { RequestOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';
import { ConsentryError } from '@consentry/core';
import { type ConnectOptions, connect } from '../connect.ts';
import type { Run } from '../run.ts';
import { confirm } from '../terminal/confirm.ts';
import type { Output } from '../terminal/output.ts';
import { describeGranted, describeListed, describePlan, describeWithdrawn } from './describe-consents.ts';
import { readPermissions } from './read-permissions.ts';

interface ConsentsOptions extends ConnectOptions {
  readonly partner: string;
  readonly customer?: string;
  readonly all?: boolean;
  readonly customersFile?: string;
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
  const params = readPlace(options);
  const body = await readPermissions(options.permissions);
  await at(options, async (remote) => {
    const plan = await remote.call('planCustomerConsents', { params, body });
    output.result(() => describePlan(plan), plan);
  });
};

/** Shows what is to be done before it does it. @throws ConsentryError as {@link planConsents}; `not_confirmed` */
export const grantConsents: Run<WantedOptions & Confirmed> = async (options, output) => {
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
  const params = readPlace(options);
  await at(options, async (remote) => {
    const list = await remote.call('listCustomerConsents', { params });
    output.result(() => describeListed(list), list);
  });
};

/** @throws ConsentryError as {@link planConsents}; `not_confirmed` */
export const withdrawConsents: Run<ConsentsOptions & Confirmed> = async (options, output) => {
  const params = readPlace(options);
  const text = [
    `Everything that the application is consented to in the tenant ${params.customer} is withdrawn,`,
    'for every partner that uses it there: it goes from the tenant, and no token is given any more.',
  ].join('\n');
  await confirmWord(options, 'withdraw', text);
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

/** @throws ConsentryError `usage` */
function readPlace(options: ConsentsOptions): { readonly partner: string; readonly customer: string } {
  const { partner, customer, all, customersFile } = options;
  if (all === true || customersFile !== undefined) {
    throw new ConsentryError('usage', {
      message: 'Consent is worked on for one customer at a time.',
      remedy:
        'Name a customer with --customer. Over many it is a sweep: consentry sweep consent-plan, consent-grant or consent-withdraw, with --params-file for the list.',
    });
  }
  if (customer === undefined) {
    throw new ConsentryError('usage', {
      message: 'It is not clear which customer is meant.',
      remedy: 'Name the tenant with --customer.',
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
