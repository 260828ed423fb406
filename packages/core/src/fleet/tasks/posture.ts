import { z } from 'zod';
import { createGraph } from '../../apis/graph/graph.ts';
import type { Api } from '../../apis/api.ts';
import type { Apis } from '../../apis/apis.ts';
import { createPartnerCenter } from '../../apis/partner-center/partner-center.ts';
import { ConsentryError } from '../../errors.ts';
import { assess, type Report } from '../../posture/assess.ts';
import { findingSeverities, type FindingSeverity } from '../../posture/findings/finding.ts';
import { readSources } from '../../posture/sources/read-sources.ts';
import { type SourceName, sourceTable } from '../../posture/sources/source-table.ts';
import { judgeFailure } from '../judge-failure.ts';
import { readingTask, type Row, type SweepItem } from '../sweep-task.ts';

/**
 * Who of a customer is asked for MFA, and what stands in the way, from what Graph shows of its tenant: one row. What cannot be read is
 * named in it and is no failure; what is throttled, or concerns more than this customer, is.
 */
export const postureTask = readingTask({
  name: 'posture',
  summary: 'judges who is asked for MFA in the customer’s tenant, and what stands in the way',
  params: z.strictObject({}),
  resources: ['graph'],
  async run(item) {
    const { partner, clock } = item;
    const apis = apisOfCustomer(item);
    const sources = await readSources({ apis, clock, partner }, []);
    item.signal.throwIfAborted();
    apis.throwIfTroubled();
    return [toRow(assess(sources, clock.now()))];
  },
});

/** What is asked of a customer’s tenant: what Graph has of every tenant. */
const asked = (name: SourceName): boolean => sourceTable[name].api === 'graph' && name !== 'score';

function toRow({ organization, figures, findings, unread }: Report): Row {
  const count = (of: FindingSeverity): number => findings.filter(({ severity }) => severity === of).length;
  const [accounts] = figures;
  const known = accounts?.kind === 'estimate' ? accounts : undefined;
  const high = findings.filter(({ severity }) => severity === 'high').map(({ id }) => id);
  return {
    plan: organization?.plan ?? null,
    accounts: known?.whole ?? null,
    accountsUnknown: known?.unknown ?? null,
    percentWithMfa: known?.percent ?? null,
    ...Object.fromEntries(findingSeverities.map((severity) => [severity, count(severity)])),
    highFindings: [...new Set(high)].join(' '),
    unread: unread
      .filter(({ source }) => Object.hasOwn(sourceTable, source) && asked(source as SourceName))
      .map(({ source, code }) => `${source}:${code}`)
      .join(' '),
  };
}

/** The customer’s Graph in the place of the partner’s, and no Partner Center: its reports are of the partner alone. */
function apisOfCustomer({ apis, partner, customer, signal }: SweepItem): Apis & { throwIfTroubled(): void } {
  let trouble: ConsentryError | undefined;
  const api = apis.of({ resource: 'graph', partner, customer });
  const watched: Api = {
    ...api,
    async call(request) {
      signal.throwIfAborted();
      if (trouble !== undefined) throw trouble;
      try {
        return await api.call(request);
      } catch (thrown) {
        const { error, reach, mayPass } = judgeFailure(thrown, partner);
        // An API that fails for one source may have the others all the same.
        if (reach !== 'customer' || (mayPass && error.code !== 'api_unavailable')) trouble ??= error;
        throw error;
      }
    },
  };
  return {
    ...apis,
    of: () => watched,
    graph: () => createGraph(watched),
    // Its sources are unreadable, and nobody reads of that.
    partnerCenter: () =>
      createPartnerCenter({
        ...api,
        call: () => Promise.reject(new ConsentryError('wrong_tenant_for_resource')),
      }),
    throwIfTroubled() {
      if (trouble !== undefined) throw trouble;
    },
  };
}
