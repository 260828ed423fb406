import { type FindingRow, findingTable, type SourceRow, sourceTable } from '@consentry/core';
import { postureTables, toJsonSchema } from '@consentry/core/contract';
import { fieldsOf } from './describe-schema.ts';
import { code, table } from './markdown.ts';

/** What the report on security requirements is made of, and every finding of it, in Markdown: `docs/posture.md`. */
export function postureReference(): string {
  return `# Partner security requirements

Generated from \`packages/core/src/posture\`. It is a part of the library: \`readSources\` reads what Microsoft’s APIs show of a
partner’s tenant, \`assess\` makes a report of it, \`compareReports\` says what changed since the one before, \`testAccount\`
tells whether an account signed in with MFA by its token. No command and no endpoint does this yet.

## The figures

| figure | how it is had |
| --- | --- |
| \`accounts-with-mfa\` | an estimate: enabled accounts that security defaults, a policy without a way round, or per-user MFA asks at every sign-in, by all enabled accounts. Microsoft does not say how it counts |
| \`portal-requests-with-mfa\` | not available by API: Partner Center names who did something without MFA, and never how many operations there were |
| \`api-requests-with-mfa\` | reported: the sums of Microsoft’s own counts. Calls of an application alone are in neither |

Each says where it is from and when that was read. What is unknown counts in the whole and never in the part. A share is rounded
down, so that 100 is everybody.

## The sources

Each is read by itself. What is refused is listed under \`unread\`, with a code and a remedy, and the others are read all the same. A
list that fails halfway was not read, and neither was one with an item that is not what Microsoft documents, where what is lost would
pass for something good. No finding does not mean that all is well where something stands under \`unread\`; what is gone from one
report to the next is not called fixed where more is unread.

${sources()}

Without Entra ID P1 the methods of each enabled account are read in place of the report: eight batches of twenty at once, at most 350
in ten seconds, which is seven eighths of what Graph gives an application in a tenant of more than 500 users. Of 50,000 accounts that
is a minute and a quarter at best; after ten minutes the rest stays unknown, and is counted under \`unread\`. Per-user MFA is asked
of at most 500 accounts of whom nothing else asks MFA: Graph has no list of it. Whom it alone asks counts as not asked where it
could not be read.

Nobody can see by an API on which devices MFA is remembered, what an account is for, and whether an identity provider sends its
claim. The first is under \`unread\` always. Of the second a guess is made: an account that has a grant, or the name of a program, is a
service account; a Global Administrator whom a policy leaves out by name is an emergency account. The third shows in sign-ins alone.

## The findings

An id is never renamed. A way round a policy is a finding only where an account can go it: not where another policy, or security
defaults, ask all the same. Names come from the tenant and may hold anything: whoever shows them makes them inert.

${findings()}

What to do, by the click path, and Microsoft’s page on it are in each finding (\`remedy\`).

## The tables

What an officer reads beside figures and findings. A table is absent where its source could not be read, and an empty one says that
there is nothing. None has more than 1,000 rows; \`leftOut\` says how many more there would be. Of accounts all are counted, and those
are named that need attention; \`listAccountRows\` of the library gives every account, one at a time. In the library instants are
epoch milliseconds, and what is absent is undefined.

\`state\` says of what MFA is wanted of an account: \`covered\` at every sign-in; \`way-round\` only by policies with ways round;
\`excluded\` policies leave it out, and no other reaches it; \`report-only\` by policies that ask nothing; \`not-covered\` by nothing
that could be read; \`unknown\` what would tell could not be read; \`disabled\` nobody can sign in with it.

${tableFields()}

## The test of an account

| in the token | result | Microsoft’s cmdlet |
| --- | --- | --- |
| \`amr\` is a list with \`mfa\` | pass | pass |
| \`amr\` has \`ngcmfa\`, or \`mfa\` in another form | probably: Partner Center may refuse it | pass |
| \`amr\` without \`mfa\` | fail; the reason is federation, a custom control, or neither, as far as it can be told | fail |
| no \`amr\`, or a token that nobody can read | fail | fail |
`;
}

function tableFields(): string {
  return table(
    ['field', 'type', 'what it says'],
    fieldsOf(toJsonSchema(postureTables, 'answer')).map(({ name, type, isRequired, description }) => [
      code(name),
      isRequired ? type : `${type}, may be absent`,
      description,
    ]),
  );
}

function sources(): string {
  const rows = Object.entries<SourceRow>(sourceTable);
  return table(
    ['source', 'API', 'call', 'needs'],
    rows.map(([name, { api, path, needs }]) => [code(name), api, code(path), needs]),
  );
}

function findings(): string {
  const rows = Object.entries<FindingRow>(findingTable);
  return table(
    ['id', 'severity', 'what it says', 'who mends it'],
    rows.map(([id, { severity, title, owner }]) => [code(id), severity, title, owner]),
  );
}
