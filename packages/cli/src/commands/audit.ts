import { ConsentryError } from '@consentry/core/remote';
import { type ConnectOptions, connect } from '../connect.ts';
import { pageLimit } from '../list-all.ts';
import type { Run } from '../run.ts';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

interface ListOptions extends ConnectOptions {
  readonly tenant?: string;
  readonly limit?: string;
}

/** Ten million records take less than a minute; a slow disk may take longer. */
const verifyWithinMs = 60 * 60 * 1000;

/**
 * Lists the newest records first, as many as are asked for.
 * @throws ConsentryError `usage`, and as `connect` and the call
 */
export const listAudit: Run<ListOptions> = async ({ tenant, limit: text = '100', ...options }, output) => {
  const limit = readCount(text);
  const { remote, close } = await connect(options);
  try {
    const items: Awaited<ReturnType<typeof remote.call<'listAudit'>>>['items'] = [];
    let after: string | undefined;
    do {
      const query = { tenant, after, limit: Math.min(pageLimit, limit - items.length) };
      const page = await remote.call('listAudit', { query });
      items.push(...page.items);
      after = page.next;
    } while (after !== undefined && items.length < limit);
    output.result(
      () =>
        table(
          ['when', 'who', 'what', 'tenant', 'details'],
          items.map(({ at, actor, type, partner, tenant: of, requestId: _, ...rest }) => [
            at,
            actor,
            type,
            of ?? partner ?? '',
            Object.entries(rest)
              .map(
                ([name, value]) =>
                  `${name} ${typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value)}`,
              )
              .join(', '),
          ]),
        ),
      { items },
    );
  } finally {
    await close();
  }
};

/** @throws ConsentryError `usage` */
function readCount(text: string): number {
  const count = /^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined;
  if (count !== undefined) return count;
  throw new ConsentryError('usage', {
    message: `${plain(text)} is no number of records.`,
    remedy: 'Write --limit as a whole number, such as 100.',
  });
}

const breakWords = {
  changed: 'is not what was written there',
  missing: 'follows a gap: records before it were removed',
  cut: 'was anchored and does not stand there any more: the end was cut off, or the store set back',
  head: 'ends in a chain whose anchored head was changed or removed',
  key: 'was chained under a master key of which nothing is left',
  order: 'stands before an older one of its chain in the lists',
  index: 'is not listed under the tenants that it is about, or under others',
} as const;

const findingWords = {
  rolled_back: 'an older row was put back, or the database was set back',
  not_sealed: 'the sealing was interrupted, or an older row was put back',
  revived: 'its row was changed, or an older one was put back',
} as const;

/**
 * Follows every chain of the audit and compares it with the rows of grants. Ends with 1 where something is not intact.
 * @throws ConsentryError as `connect` and the call
 */
export const verifyAudit: Run<ConnectOptions> = async (options, output) => {
  const { remote, close } = await connect(options, { deadlineMs: verifyWithinMs });
  try {
    const verification = await remote.call('verifyAudit', {});
    const { ok, groups, events, breaks, breaksFound, findings, findingsFound } = verification;
    output.result(
      () =>
        [
          ...breaks.map(
            ({ writer, sequence, at, reason }) =>
              `Group ${sequence} of chain ${plain(writer)}${at === undefined ? '' : `, ${at},`} ${breakWords[reason]}.`,
          ),
          ...more(breaksFound - breaks.length),
          ...findings.map(
            ({ grant, recordedAt, reason, ...is }) =>
              `Grant ${grant} ${
                reason === 'revived'
                  ? `is ${is.storedState}; ${is.recordedState}`
                  : `${is.storedVersion === undefined ? 'is gone' : `is at version ${is.storedVersion}`}; version ${is.recordedVersion}`
              } was recorded at ${recordedAt}: ${findingWords[reason]}.`,
          ),
          ...more(findingsFound - findings.length),
          ...verification.anchoredElsewhere.map(
            (writer) => `The end of chain ${plain(writer)} can be checked on the replica that writes it.`,
          ),
          `${events} records in ${groups} groups: ${ok ? 'intact' : 'NOT intact'}.`,
        ].join('\n'),
      verification,
    );
    if (!ok) process.exitCode = 1;
  } finally {
    await close();
  }
};

function more(count: number): readonly string[] {
  return count > 0 ? [`… and ${count} more.`] : [];
}
