import { causeTable, type GrantId, type GrantState, type TenantId } from '@consentry/core';
import type { AlertNews } from './alert.ts';
import type { Tell } from './alerts.ts';

/** What ends: a grant, a customer for all grants of its partner, or a credential of our application. No name that somebody outside gave. */
export type ComingEnd = {
  /** Of this thing with this end: what was put off is another one. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly at: number;
} & (
  | {
      readonly kind: 'grant';
      readonly cause: 'inactivity' | 'sign-in-frequency';
      readonly isCertain: boolean;
      readonly grant: GrantId;
      readonly partner: TenantId;
      readonly state: GrantState;
    }
  | {
      readonly kind: 'customer';
      readonly cause: 'gdap';
      readonly partner: TenantId;
      readonly customer: TenantId;
    }
  | { readonly kind: 'credential'; readonly name: string; readonly isOnly: boolean }
);

/** More grants and customers than these in one step are one alert of each kind: the five steps and our credentials fit into what may wait. */
export const grantsOneByOne = 15;

/** A renewal link is a secret: an alert names the command that makes one, and never holds it. */
const grantRemedies = {
  inactivity:
    'See in the log why it could not be kept alive, or send the partner a new invitation with `consentry invite`.',
  'sign-in-frequency': causeTable['sign-in-frequency'].remedy,
} as const;
const crowdRemedies = {
  grant:
    'List them with `consentry forecast`. The log names each. Those that end for want of use could not be kept alive: the log says why.',
  customer: 'List them with `consentry forecast`. The log names each.',
} as const;
const credentialRemedy =
  'Run `consentry credential rotate` for a certificate. For a secret, make a new one at Microsoft beside it, and write it into the file; the broker takes it up.';

/**
 * Tells of what has come to the same step on its way to its end: of each by itself, and of many at once.
 * @param step days that are left at most; 0 where it has ended
 */
export function tellOfEndings(endings: readonly ComingEnd[], step: number, now: number, tell: Tell): void {
  const base = { at: now, ...(step <= 1 && { severity: 'error' as const }) };
  const many = endings.filter(({ kind }) => kind !== 'credential');
  const isCrowd = many.length > grantsOneByOne;
  for (const ending of isCrowd ? endings.filter(({ kind }) => kind === 'credential') : endings) {
    tell({ ...base, about: [ending.key, step], ...newsOf(ending, now) });
  }
  if (!isCrowd) return;
  for (const [kind, ofKind] of Map.groupBy(many, (one) => one.kind)) {
    const [first] = ofKind.toSorted((one, other) => one.at - other.at);
    if (first === undefined || kind === 'credential') continue;
    tell({
      ...base,
      type: `${kind}.expires`,
      about: [step, ...ofKind.map(({ key }) => key)],
      detail: `${date(first, now)} the first of ${ofKind.length} ${kind === 'grant' ? 'grants stops working' : 'customers is lost'}.`,
      remedy: crowdRemedies[kind],
    });
  }
}

function newsOf(
  ending: ComingEnd,
  now: number,
): Pick<AlertNews, 'type' | 'grant' | 'partner' | 'customer' | 'detail' | 'remedy'> {
  const when = date(ending, now);
  switch (ending.kind) {
    case 'credential': {
      const consequence = ending.isOnly ? ', and no partner gets new tokens' : '';
      const detail = `${when} our credential ${ending.name} is not valid any more${consequence}.`;
      return { type: 'credential.expires', detail, remedy: credentialRemedy };
    }
    case 'customer': {
      const { partner, customer } = ending;
      const detail = `${when} the customer ${customer} of the partner ${partner} is lost: its last GDAP relationship ends.`;
      return { type: 'customer.expires', partner, customer, detail, remedy: causeTable.gdap.remedy };
    }
    case 'grant': {
      const { grant, partner, cause, isCertain } = ending;
      const doubt = isCertain ? '' : ' It may not be met: it has conditions that cannot be seen from here.';
      const detail = `${when} the grant ${grant} of the partner ${partner} ${whyOf[cause]}${doubt}`;
      const remedy = `${grantRemedies[cause]} The command for it: \`consentry invite --for-grant ${grant}\`.`;
      return { type: 'grant.expires', grant, partner, detail, remedy };
    }
  }
}

const whyOf = {
  inactivity:
    'stops working: its refresh token is forgotten for want of use. Keep-alive has failed for a long time.',
  'sign-in-frequency':
    'stops working: a conditional-access policy of its tenant wants a new sign-in (AADSTS70043).',
} as const;

function date({ at }: ComingEnd, now: number): string {
  return `${at > now ? 'By' : 'Since'} ${new Date(at).toISOString()}`;
}
