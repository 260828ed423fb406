import type { CheckName, CheckOutcome, TokenClaims, TokenVerification } from '@consentry/core';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

const marks: Readonly<Record<CheckOutcome, string>> = { passed: '✓', failed: '✗', unknown: '?' };

const names: Readonly<Record<CheckName, string>> = {
  form: 'form',
  times: 'times',
  issuer: 'issuer',
  audience: 'API',
  tenant: 'tenant',
  application: 'application',
  account: 'account',
  scope: 'delegated permission',
  role: 'application permission',
  mfa: 'MFA',
  signature: 'signature',
};

const verdicts: Readonly<Record<CheckOutcome, string>> = {
  passed: 'Everything that was asked has passed.',
  failed: 'NOT what was asked.',
  unknown: 'NOT everything that was asked can be told from this token.',
};

/** A verification for people. Text of the token's comes out plain; the token itself is not in it. */
export function describeVerification({ verdict, claims, checks }: TokenVerification): string {
  const rows = checks.map(({ name, outcome, wanted, explanation }) => [
    marks[outcome],
    wanted === undefined ? names[name] : `${names[name]} ${wanted}`,
    explanation,
  ]);
  const remedies = checks.flatMap(({ outcome, remedy }) =>
    remedy === undefined || outcome === 'passed' ? [] : [`- ${plain(remedy)}`],
  );
  return [
    ...(claims === undefined ? [] : [describeClaims(claims), '']),
    table(['', 'check', 'found'], rows),
    '',
    ...(remedies.length === 0 ? [] : ['To do:', ...new Set(remedies), '']),
    verdicts[verdict],
  ].join('\n');
}

function describeClaims(claims: TokenClaims): string {
  const { audience, tenantId, applicationId, objectId, version, scopes, roles, amr, issuedAt } = claims;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['API', audience],
    ['tenant', tenantId],
    ['application', applicationId],
    ['account', objectId],
    ['version', version],
    ['delegated (scp)', scopes?.join(', ')],
    ['application (roles)', roles?.join(', ')],
    ['sign-in (amr)', amr?.join(', ')],
    ['issued at', issuedAt === undefined ? undefined : new Date(issuedAt).toISOString()],
  ];
  return lines
    .flatMap(([name, text]) => (text === undefined ? [] : [`${name.padEnd(21)}${plain(text)}`]))
    .join('\n');
}
