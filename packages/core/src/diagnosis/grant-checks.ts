import { findMfaDefect } from '../posture/findings/grant-findings.ts';
import { type Check, failed, notSeen, ofSource, passed, warned } from './check.ts';
import type { DiagnosedGrant, PartnerFacts } from './partner-facts.ts';

const soonMs = 30 * 24 * 60 * 60 * 1000;

/** Four checks of each grant of a partner; of a partner without any, that there is none. @param now epoch milliseconds */
export function checkGrants(
  { partner, grants, unreadEnds }: Pick<PartnerFacts, 'partner' | 'grants' | 'unreadEnds'>,
  now: number,
): readonly Check[] {
  if (grants.length === 0) {
    const remedy = `Invite the service account of the partner: consentry invite --partner ${partner}`;
    return [failed('grant.state', partner, 'The partner has no grant.', remedy)];
  }
  return grants.flatMap((grant) => [
    checkState(grant),
    checkMfa(grant),
    checkEnd(grant, unreadEnds, now),
    checkAccount(grant),
  ]);
}

function nameOf({ facts }: DiagnosedGrant): string {
  return facts.accountName;
}

function checkState(grant: DiagnosedGrant): Check {
  const { facts, state, happened } = grant;
  if (happened === undefined) return passed('grant.state', facts.id, `It works (${nameOf(grant)}).`);
  const number = happened.aadsts === undefined ? '' : ` (AADSTS${happened.aadsts})`;
  const found = `${nameOf(grant)}: ${state}, ${happened.code}${number}. ${happened.meaning}`;
  return failed('grant.state', facts.id, found, happened.remedy);
}

/** What Partner Center says counts more than what a token told. */
function checkMfa(grant: DiagnosedGrant): Check {
  const { facts } = grant;
  const { id, amr, isMfaCompliant } = facts;
  const [defect] = findMfaDefect(facts);
  if (defect !== undefined) {
    const told = amr === undefined ? '' : ` Its token tells: ${amr.join(' ')}.`;
    const { steps, command } = defect.remedy;
    const remedy = command === undefined ? steps : `${steps} ${command}`;
    return failed('grant.mfa', id, `${nameOf(grant)}: ${defect.title}.${told}`, remedy);
  }
  if (amr === undefined && isMfaCompliant === undefined) {
    return notSeen(
      'grant.mfa',
      id,
      `${nameOf(grant)}: neither a token nor Partner Center tells of MFA.`,
      'Call Partner Center once by this grant: its answer tells. Or let the person connect again, with MFA.',
    );
  }
  const by = amr?.includes('mfa') === true ? `its token tells: ${amr.join(' ')}` : 'Partner Center says so';
  return passed('grant.mfa', id, `${nameOf(grant)} signed in with MFA; ${by}.`);
}

/** Of the ends of the grant itself: that of a credential has a check of its own. A grant that is over has none to come. */
function checkEnd(
  { facts, happened, ends }: DiagnosedGrant,
  unread: PartnerFacts['unreadEnds'],
  now: number,
): Check {
  const { id, accountName } = facts;
  if (happened !== undefined) return passed('grant.end', id, `${accountName}: it is over already.`);
  const end = ends.find(({ cause, customer }) => cause !== 'credential' && customer === undefined);
  const when = end && `it ends at ${new Date(end.at).toISOString()}, of ${end.cause}`;
  if (end !== undefined && end.at - now <= soonMs) return warned('grant.end', id, `${accountName}: ${when}.`);
  const policies = unread.find(({ source }) => source === 'policies');
  if (policies !== undefined) {
    const found = `${accountName}: policies that want a new sign-in could not be read: ${policies.code}.`;
    return notSeen('grant.end', id, found, policies.remedy);
  }
  return passed('grant.end', id, `${accountName}: ${when ?? 'no end of it has a date'}.`);
}

function checkAccount(grant: DiagnosedGrant): Check {
  const { facts, account } = grant;
  const { id } = facts;
  return ofSource('grant.account', id, account, (found) => {
    if (found === undefined)
      return failed('grant.account', id, `${nameOf(grant)} is not in the partner’s tenant.`);
    if (found.isGuest)
      return failed('grant.account', id, `${nameOf(grant)} is a guest in the partner’s tenant.`);
    if (found.isEnabled === false) {
      const remedy = 'Let an administrator of the partner enable the account, or let another one connect.';
      return failed('grant.account', id, `${nameOf(grant)} is disabled.`, remedy);
    }
    return passed('grant.account', id, `${nameOf(grant)} is a member of the partner’s tenant.`);
  });
}
