import type { AnswerOf } from '@consentry/core/contract';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

type Report = AnswerOf<'revokeGrant'>;
type Left = Report['left'][number];

const titles = {
  revoke: 'Revoked',
  purge: 'Purged',
  stop: 'Stopped',
  resume: 'Going on',
} as const satisfies Record<Report['act'], string>;

/** More of them are counted: whoever needs them all reads the report as JSON. */
const mostRows = 50;

/** The report as a person reads it: what was done, who holds what, and what is left to do. */
export function describeTakenBack(report: Report): string {
  const { grants, tokens, left } = report;
  return [
    describeHead(report),
    grants.length === 0 ? undefined : describeGrants(grants),
    tokens.length === 0 ? undefined : describeTokens(tokens),
    left.length === 0 ? undefined : ['What is left:', ...left.flatMap(describeLeft)].join('\n'),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

function describeHead({ act, scope, partner, at, inForceAt, grants }: Report): string {
  const [only] = grants;
  const what =
    scope === 'everything'
      ? 'everything'
      : scope === 'partner'
        ? `partner ${partner}`
        : (only?.id ?? 'a grant');
  const of = act === 'stop' || scope === 'grant' ? 'it' : 'these grants';
  const since = act === 'resume' ? '' : ` No replica hands out anything of ${of} since ${inForceAt}.`;
  return `${titles[act]}: ${what}, at ${at}.${since}`;
}

function describeGrants(grants: Report['grants']): string {
  const rows = grants
    .slice(0, mostRows)
    .map(({ id, partner, username, stateBefore, purged }) => [
      id,
      partner,
      plain(username ?? ''),
      stateBefore,
      describePurge(purged),
    ]);
  return [table(['grant', 'partner', 'account', 'was', 'refresh token'], rows), ...more(grants.length)].join(
    '\n',
  );
}

function describePurge(purged: Report['grants'][number]['purged']): string {
  if (purged === undefined) return 'kept';
  const { outcome, recoverableUntil } = purged;
  return recoverableUntil === undefined ? outcome : `${outcome} until ${recoverableUntil}`;
}

function describeTokens(tokens: Report['tokens']): string {
  const rows = tokens
    .slice(0, mostRows)
    .map(({ caller, callerName, access, tenant, resource, handedOut, expiresAt }) => [
      plain(callerName ?? caller),
      access,
      tenant,
      plain(resource),
      String(handedOut),
      expiresAt,
    ]);
  const head = 'Access tokens that callers hold:';
  return [
    head,
    table(['caller', 'access', 'tenant', 'resource', 'handed out', 'valid until'], rows),
    ...more(tokens.length),
  ].join('\n');
}

function more(count: number): readonly string[] {
  return count > mostRows ? [`and ${count - mostRows} more: see --json`] : [];
}

function describeLeft({ text, actor, until, command, link }: Left): readonly string[] {
  const who = actor === 'nobody' ? '' : ` (${actor})`;
  return [
    `- ${plain(text)}${who}`,
    ...(until === undefined ? [] : [`  until: ${until}`]),
    ...(command === undefined ? [] : [`  command: ${plain(command)}`]),
    ...(link === undefined ? [] : [`  see: ${link}`]),
  ];
}
