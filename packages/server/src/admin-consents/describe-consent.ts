import { type ApiPermissions, errorTable, missingPermissions } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { AdminConsentConfig } from '../config.ts';
import { instant } from '../instant.ts';
import type { AdminConsent, ConsentProblem } from '../stores/admin-consents.ts';
import { wantedOf } from './look-at-consent.ts';

type Described = AnswerOf<'checkAdminConsent'>;

/** A consent, held against what is wanted today. */
export function describeConsent(
  adminConsent: AdminConsentConfig | undefined,
  consent: AdminConsent,
): Described {
  const { resources, customerName, nextLookAt, problem } = consent;
  const wanted = wantedOf(adminConsent, resources);
  const missing = missingPermissions(wanted, consent.proved);
  const state = missing.length === 0 ? 'proved' : nextLookAt === undefined ? 'lagging' : 'waiting';
  return {
    id: consent.id,
    partner: consent.partner,
    customer: consent.customer,
    ...(customerName !== undefined && { customerName }),
    application: consent.application,
    state,
    consentedAt: instant(consent.consentedAt),
    ...(resources && { resources: [...resources] }),
    wanted: wanted.map(describeApi),
    proved: consent.proved.map(describeApi),
    missing: missing.map(describeApi),
    neverAsked: missingPermissions(missing, consent.wanted).map(describeApi),
    lookedAt: instant(consent.lookedAt),
    ...(nextLookAt !== undefined && { nextLookAt: instant(nextLookAt) }),
    ...(problem && { problem: describeProblem(problem) }),
    ...(state === 'lagging' && { invite: inviteCommand(consent) }),
  };
}

/** The command that makes the link to send. */
function inviteCommand({ partner, customer, resources }: AdminConsent): string {
  const apis = resources === undefined ? '' : ` --resource ${resources.join(' ')}`;
  return `consentry invite --partner ${partner} --customer ${customer}${apis}`;
}

function describeProblem({ resource, code, aadsts }: ConsentProblem): NonNullable<Described['problem']> {
  const { message, remedy } = errorTable[code];
  return { resource, code, ...(aadsts !== undefined && { aadsts }), message, remedy };
}

/** As the contract's JSON has it. */
function describeApi({ resource, application, delegated }: ApiPermissions): Described['missing'][number] {
  return { resource, application: [...application], delegated: [...delegated] };
}
