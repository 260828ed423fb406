import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { connect, type ConnectOptions } from '../connect.ts';
import { listAll, pageLimit } from '../list-all.ts';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';

type AdminConsent = AnswerOf<'checkAdminConsent'>;
type Remote = Awaited<ReturnType<typeof connect>>['remote'];

interface ListOptions extends ConnectOptions {
  readonly lagging?: boolean;
}

interface CheckOptions extends ConnectOptions {
  readonly customer?: string;
  readonly all?: boolean;
}

/** Lists the consents of customers' administrators; of those that lag also the command that makes a link to send. */
export const listAdminConsents: Run<ListOptions> = async ({ lagging, ...options }, output) => {
  const { remote, close } = await connect(options);
  try {
    const items = await Array.fromAsync(readAll(remote, lagging === true));
    output.result(
      () => describe(items, lagging === true ? 'No customer lags.' : 'No customer has consented.'),
      { items },
    );
  } finally {
    await close();
  }
};

/**
 * Proves consents anew by new tokens. Ends with 1 where something is missing.
 * @throws ConsentryError `usage`, `admin_consent_not_found`, as `connect`, and what keeps one from being checked
 */
export const checkAdminConsents: Run<CheckOptions> = async ({ customer, all, ...options }, output) => {
  if ((customer === undefined) === (all !== true)) {
    throw new ConsentryError('usage', {
      message: 'It is not said whose consent is to be checked.',
      remedy: 'Name a customer with --customer, or write --all.',
    });
  }
  const { remote, close } = await connect(options);
  try {
    const items: AdminConsent[] = [];
    for await (const known of readAll(remote, false)) {
      if (customer !== undefined && known.customer !== customer.toLowerCase()) continue;
      items.push(await remote.call('checkAdminConsent', { params: { id: known.id } }));
    }
    if (customer !== undefined && items.length === 0) throw new ConsentryError('admin_consent_not_found');
    output.result(() => describe(items, 'No customer has consented.'), { items });
    if (items.some(({ missing }) => missing.length > 0)) process.exitCode = 1;
  } finally {
    await close();
  }
};

const readAll = (remote: Remote, lagging: boolean): AsyncGenerator<AdminConsent> =>
  listAll((after) =>
    remote.call('listAdminConsents', {
      query: { limit: pageLimit, after, lagging: lagging ? 'true' : undefined },
    }),
  );

function describe(items: readonly AdminConsent[], nobody: string): string {
  if (items.length === 0) return nobody;
  const rows = table(
    ['customer', 'name', 'partner', 'state', 'consented', 'looked', 'missing', 'because'],
    items.map((one) => [
      one.customer,
      one.customerName ?? '',
      one.partner,
      one.state,
      one.consentedAt,
      one.lookedAt,
      one.missing
        .flatMap(({ resource, application, delegated }) =>
          [...application, ...delegated].map((name) => `${resource}:${name}`),
        )
        .join(' '),
      reasonOf(one),
    ]),
  );
  const commands = items.flatMap(({ invite }) => (invite === undefined ? [] : [`  ${invite}`]));
  return commands.length === 0
    ? rows
    : `${rows}\n\nA link for an administrator of each that lags:\n\n${commands.join('\n')}\n`;
}

/** Who was never asked must be asked; that explains more than what a token was refused with. */
function reasonOf({ missing, neverAsked, problem }: AdminConsent): string {
  if (missing.length === 0) return '';
  if (neverAsked.length > 0) return 'never asked';
  return problem === undefined
    ? ''
    : `${problem.code}${problem.aadsts === undefined ? '' : ` AADSTS${problem.aadsts}`}`;
}
