import { inPortalsOf } from './cloud-portals.ts';
import type { Finding } from './findings/finding.ts';
import { type AboutPartner, findSovereignCloud } from './judged-as.ts';

/** That calls fail, or will, is so whether or not Microsoft asks for MFA: Entra itself wants it of who signs in to a customer. */
const failures: ReadonlySet<string> = new Set([
  'grant_refused_without_mfa',
  'grant_unused',
  'grant_ends_soon',
  'permission_missing',
  'delegated_admin_blocked_federated',
  'delegated_admin_blocked_managed',
]);

/** What is claimed of Partner Center alone. */
const ofPartnerCenter: ReadonlySet<string> = new Set([
  'account_uses_portal_without_mfa',
  'application_calls_without_mfa',
  'grant_refused_without_mfa',
  'grant_not_mfa_compliant',
]);

/**
 * Gives findings the weight that they have for this kind of partner and in this cloud: where Microsoft does not enforce its
 * requirements they are advice (`info`), and of a reseller nothing is claimed of Partner Center, which it cannot call.
 */
export function weighFindings(
  findings: readonly Finding[],
  { kind, cloud }: AboutPartner,
): readonly Finding[] {
  const sovereign = findSovereignCloud(cloud);
  const claimed =
    kind === 'indirect-reseller' ? findings.filter(({ id }) => !ofPartnerCenter.has(id)) : findings;
  if (sovereign === undefined) return claimed;
  return claimed.map((finding) => {
    const here = inPortalsOf(sovereign, finding);
    return failures.has(finding.id) ? here : { ...here, severity: 'info' };
  });
}
