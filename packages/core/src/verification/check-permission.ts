import type { Cloud } from '../entra/cloud.ts';
import type { TokenClaims } from '../entra/decode-token.ts';
import { audiencesOf } from './known-audiences.ts';
import { findNearName, type NearMiss } from './near-miss.ts';
import { failed, passed, type TokenCheck, unknown } from './token-check.ts';
import { tokenKindOf } from './token-kind.ts';

type PermissionKind = 'scope' | 'role';

const words = {
  scope: { claim: 'scp', kind: 'delegated', other: 'role' },
  role: { claim: 'roles', kind: 'application', other: 'scope' },
} as const;

/** Permissions that people often name wrongly, as of 2026-11-20. Others are near only to what the token holds. */
const oftenWanted = [
  'Incident.Read.All',
  'Incident.ReadWrite.All',
  'Incident.Read',
  'Incident.ReadWrite',
  'AdvancedHunting.Read.All',
  'AdvancedHunting.Read',
  'SecurityIncident.Read.All',
  'ThreatHunting.Read.All',
  'User.Read.All',
  'Directory.Read.All',
  'user_impersonation',
];

/**
 * Looks for one permission: a delegated one (`scope`) in `scp`, an application's own (`role`) in `roles`. APIs compare names
 * letter by letter, so a near miss fails, and is named.
 *
 * @param wanted with or without the API in front
 */
export function checkPermission(
  kind: PermissionKind,
  claims: TokenClaims,
  cloud: Cloud,
  wanted: string,
): TokenCheck {
  const about = { name: kind, wanted };
  const [api, permission] = splitPermission(wanted);
  if (permission === '.default') {
    const explanation = '.default stands for everything that was consented to; no token names it.';
    return unknown({ ...about, explanation, remedy: 'Name the permissions one by one.' });
  }
  if (
    api !== undefined &&
    (claims.audience === undefined || !audiencesOf(cloud, api).includes(claims.audience))
  ) {
    return failed({
      ...about,
      explanation: `${permission} is wanted of ${api}, but the token is for ${claims.audience ?? 'no API'}.`,
      remedy: `Ask for a token for ${api}.`,
    });
  }
  const held = heldOf(kind, claims);
  const { claim } = words[kind];
  if (held.includes(permission))
    return passed({ ...about, explanation: `The token holds ${permission} (${claim}).` });
  const wider = held.find((one) => one === permission.replace(/\.Read(?=\.|$)/, '.ReadWrite'));
  if (wider !== undefined) {
    return passed({
      ...about,
      explanation: `The token holds ${wider} (${claim}), which includes ${permission}.`,
    });
  }
  return failed({ ...about, ...explainMissing(kind, claims, permission) });
}

interface Missing {
  readonly explanation: string;
  readonly remedy: string;
}

function explainMissing(kind: PermissionKind, claims: TokenClaims, wanted: string): Missing {
  const held = heldOf(kind, claims);
  const { claim, other } = words[kind];
  const near = findNearName(wanted, held);
  if (near !== undefined) {
    return {
      explanation: `The token holds ${near.name} (${claim}), not ${wanted}: ${differences[near.miss]}.`,
      remedy: `Ask for ${near.name}, if that is what is meant: APIs compare names letter by letter.`,
    };
  }
  if (held.length === 0 && isOfOtherKind(kind, claims)) {
    const otherwise = heldOf(other, claims);
    const twin = otherwise.includes(wanted) ? wanted : findNearName(wanted, otherwise)?.name;
    const has =
      twin === undefined ? '' : ` It holds ${twin} as ${article(other)} permission (${words[other].claim}).`;
    return { explanation: `${kindSentences[kind]}${has}`, remedy: kindRemedies[kind] };
  }
  const meant = findNearName(wanted, oftenWanted);
  const hint =
    meant === undefined || oftenWanted.includes(wanted)
      ? ''
      : ` The permission is probably called ${meant.name}.`;
  return held.length === 0
    ? {
        explanation: `The token holds no ${words[kind].kind} permission at all (${claim}).${hint}`,
        remedy: missingRemedies[kind],
      }
    : {
        explanation: `The token does not hold ${wanted}; it holds ${held.join(', ')} (${claim}).${hint}`,
        remedy: missingRemedies[kind],
      };
}

const differences: Readonly<Record<NearMiss, string>> = {
  case: 'upper and lower case differ',
  plural: 'singular and plural differ',
  all: 'one of the names ends in .All',
  spelling: 'the spelling differs',
};

const kindSentences: Readonly<Record<PermissionKind, string>> = {
  scope: 'The token is of an application alone, and a delegated permission was wanted.',
  role: 'The token is of application and user, and a permission of the application itself was wanted.',
};

const kindRemedies: Readonly<Record<PermissionKind, string>> = {
  scope: 'Ask for a token of application and user, or check for the application permission (roles).',
  role: 'Ask for a token of the application alone, or check for the delegated permission (scp).',
};

const missingRemedies: Readonly<Record<PermissionKind, string>> = {
  scope:
    'Add the permission to the application registration, consent to it in this tenant, and ask for a new token.',
  role: 'Add the permission to the application registration; an administrator of this tenant consents to it; then ask for a new token, for one from before the consent does not hold it.',
};

function isOfOtherKind(kind: PermissionKind, claims: TokenClaims): boolean {
  return tokenKindOf(claims) === (kind === 'scope' ? 'application' : 'delegated');
}

function article(kind: PermissionKind): string {
  return kind === 'scope' ? 'a delegated' : 'an application';
}

function heldOf(kind: PermissionKind, { scopes = [], roles = [] }: TokenClaims): readonly string[] {
  return kind === 'scope' ? scopes : roles;
}

/** The API is all before the last slash. */
function splitPermission(text: string): [string | undefined, string] {
  const slash = text.lastIndexOf('/');
  return slash <= 0 ? [undefined, text] : [text.slice(0, slash), text.slice(slash + 1)];
}
