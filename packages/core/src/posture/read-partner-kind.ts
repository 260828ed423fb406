import type { PartnerCenter } from '../apis/partner-center/partner-center.ts';
import type { PartnerKind } from '../consent/partner-kind.ts';
import { isConsentryError } from '../errors.ts';

/**
 * What Partner Center says of the kind of a partner: who has indirect resellers is an indirect provider. It says it of no other kind.
 * @returns undefined where it says nothing, or cannot be asked: a report does not fail for that
 * @see https://learn.microsoft.com/partner-center/developer/retrieve-a-list-of-indirect-resellers (2026-11)
 */
export async function readPartnerKind(partnerCenter: PartnerCenter): Promise<PartnerKind | undefined> {
  try {
    const resellers = partnerCenter.relationships({ relationship_type: 'IsIndirectCloudSolutionProviderOf' });
    for await (const _reseller of resellers) return 'indirect-provider';
  } catch (error) {
    if (!isConsentryError(error)) throw error;
  }
  return undefined;
}
