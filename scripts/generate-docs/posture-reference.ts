import {
  type FindingRow,
  findingTable,
  notOfferedTable,
  remarkTable,
  type SourceRow,
  sourceTable,
} from '@consentry/core';
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
list that fails halfway was not read. No finding does not mean that all is well where something stands under \`unread\`.

${sources()}

Nobody can see by an API on which devices MFA is remembered, what an account is for, and whether an identity provider sends its
claim. The first is under \`unread\` always. Of the second a guess is made: an account that has a grant, or the name of a program, is a
service account; a Global Administrator whom a policy leaves out by name is an emergency account. The third shows in sign-ins alone.

## Kinds of partners, and clouds

A report says for which kind of partner and which cloud it was judged (\`judgedAs\`). The kind is what the operator said
(\`consentry invite --partner-kind\`); where nobody said, Partner Center is asked for indirect resellers: who has some is an indirect
provider. It is never guessed. What is different is said by a remark:

${remarks()}

What Microsoft does not offer is listed under \`notOffered\`, and is no failure:

${notOffered()}

In a cloud of a state the \`weight\` is \`advice\`: findings are \`info\`, but for those that say that calls fail, and click paths
lead to the portals of that cloud. A cloud that is declared by configuration is judged as the public one, whatever its name.

**A reseller** joins by invitations of its own, one for an administrator and one for the account that reads (Global Reader):
\`consentry invite --partner-kind indirect-reseller --approve\`, then the same without \`--approve\`. They ask for five permissions to read at Microsoft Graph,
and for nothing else. Its grant gives tokens for Graph in its own tenant alone.

**Several partners**, or several tenants of one, stand side by side in \`GET /v1/posture?partners=…\` (\`combineReports\` in the library). Parts and
wholes are summed, never shares; what is unknown stays unknown; a partner without a report, or without a figure, is named with the
reason and is in no sum.

What the application is consented to in the partner’s tenant is read too (\`permissions\`, by Directory.Read.All): a grant whose account is a
Global Administrator, a permission that is missing, and retired ones of Azure AD Graph are findings.

## The findings

An id is never renamed. A way round a policy is a finding only where an account can go it: not where another policy, or security
defaults, ask all the same. Names come from the tenant and may hold anything: whoever shows them makes them inert.

${findings()}

What to do, by the click path, and Microsoft’s page on it are in each finding (\`remedy\`).

## The test of an account

| in the token | result | Microsoft’s cmdlet |
| --- | --- | --- |
| \`amr\` is a list with \`mfa\` | pass | pass |
| \`amr\` has \`ngcmfa\`, or \`mfa\` in another form | probably: Partner Center may refuse it | pass |
| \`amr\` without \`mfa\` | fail; the reason is federation, a custom control, or neither, as far as it can be told | fail |
| no \`amr\`, or a token that nobody can read | fail | fail |
`;
}

function sources(): string {
  const rows = Object.entries<SourceRow>(sourceTable);
  return table(
    ['source', 'API', 'call', 'needs'],
    rows.map(([name, { api, path, needs }]) => [code(name), api, code(path), needs]),
  );
}

function remarks(): string {
  return table(
    ['remark', 'what it says'],
    Object.entries(remarkTable).map(([id, text]) => [code(id), text]),
  );
}

function notOffered(): string {
  return table(
    ['code', 'what it says'],
    Object.entries(notOfferedTable).map(([id, text]) => [code(id), text]),
  );
}

function findings(): string {
  const rows = Object.entries<FindingRow>(findingTable);
  return table(
    ['id', 'severity', 'what it says', 'who mends it'],
    rows.map(([id, { severity, title, owner }]) => [code(id), severity, title, owner]),
  );
}
