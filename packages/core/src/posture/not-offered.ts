import { type AboutPartner, findSovereignCloud } from './judged-as.ts';
import { type SourceName, sourceTable } from './sources/source-table.ts';

/** Why Microsoft does not offer a source to a partner. That is no failure, and nobody can mend it. */
export const notOfferedTable = {
  not_offered_to_resellers:
    'Nothing is to be done: Microsoft gives the resellers of an indirect provider no API of Partner Center. What its pages show is in Partner Center > Settings > Account settings.',
  not_offered_to_kind:
    'Nothing is to be done: Microsoft gives the security score to direct-bill partners and indirect providers alone.',
  not_offered_in_cloud:
    'Nothing is to be done: Microsoft makes its reports on security requirements, and the security score, in the public cloud alone.',
} as const satisfies Record<string, string>;

/** Why a figure is not given: Microsoft offers no API for it. */
export type NotOfferedCode = keyof typeof notOfferedTable;

/** @returns undefined for what is offered, as far as is known: then it is asked for, and a refusal is told as one */
export function findNotOffered(name: SourceName, { kind, cloud }: AboutPartner): NotOfferedCode | undefined {
  const isOfPartnerCenter = sourceTable[name].api === 'partner-center';
  if (!isOfPartnerCenter && name !== 'score') return undefined;
  if (isOfPartnerCenter && kind === 'indirect-reseller') return 'not_offered_to_resellers';
  if (findSovereignCloud(cloud) !== undefined) return 'not_offered_in_cloud';
  const hasNoScore = kind === 'indirect-reseller' || kind === 'advisor' || kind === 'control-panel-vendor';
  return !isOfPartnerCenter && hasNoScore ? 'not_offered_to_kind' : undefined;
}

export function isNotOffered(code: string): code is NotOfferedCode {
  return Object.hasOwn(notOfferedTable, code);
}
