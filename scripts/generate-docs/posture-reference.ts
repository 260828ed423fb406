import { type FindingRow, findingTable, type SourceRow, sourceTable } from '@consentry/core';
import { code, table } from './markdown.ts';
import { accountTestGuide, postureCommand } from './posture-commands.ts';

/** What the report on security requirements is made of, and every finding of it, in Markdown: `docs/posture.md`. */
export function postureReference(): string {
  return `# Partner security requirements

Generated from \`packages/core/src/posture\`. In the library \`readSources\` reads what Microsoft’s APIs show of a
partner’s tenant, \`assess\` makes a report of it, \`compareReports\` says what changed since the one before, \`testAccount\`
tells whether an account signed in with MFA by its token. The broker makes, keeps and gives reports ([below](#in-the-broker)), and a sweep
judges each customer ([sweeps.md](sweeps.md#posture)).

${postureCommand()}

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

## The findings

An id is never renamed. A way round a policy is a finding only where an account can go it: not where another policy, or security
defaults, ask all the same. Names come from the tenant and may hold anything: whoever shows them makes them inert.

${findings()}

What to do, by the click path, and Microsoft’s page on it are in each finding (\`remedy\`).

## What people read

\`@consentry/core/posture-report\` makes a report readable, in English, Dutch and Swedish. Nothing of it needs a network or a store.

| function | what it makes |
| --- | --- |
| \`renderPostureHtml\` | one page, whole by itself: no script, nothing to load, for the screen (light and dark), a phone and A4 ([an example](posture-report.html)) |
| \`renderPostureTable\` | a table for a terminal of any width, with colours or without |
| \`renderPostureCsv\`, \`renderTableCsv\` | findings, and accounts, applications, methods, portal use and grants, a row each: RFC 4180, every cell in quotes, with the mark of UTF-8 for spreadsheets |

The form in JSON is [posture-report.schema.json](posture-report.schema.json). Instants are RFC 3339 in JSON and CSV; elsewhere days are
written as the language does, in UTC. Click paths are those of Microsoft’s English admin centers in every language.

Names come from the tenant. Control characters, escapes of terminals and marks that turn text are written out (\`\\u001b\`), names of more
than 256 characters are cut, and at most four marks stay on a letter. A page escapes markup, and its own policy lets it load and run
nothing; in CSV what begins like a formula gets an apostrophe in front. Only a remedy’s own address is a link, and only with https.

What a broker says that is newer than whoever reads it (a finding, a refusal) is shown in the report’s own English.

## The test of an account

| in the token | result | Microsoft’s cmdlet |
| --- | --- | --- |
| \`amr\` is a list with \`mfa\` | pass | pass |
| \`amr\` has \`ngcmfa\`, or \`mfa\` in another form | probably: Partner Center may refuse it | pass |
| \`amr\` without \`mfa\` | fail; the reason is federation, a custom control, or neither, as far as it can be told | fail |
| no \`amr\`, or a token that nobody can read | fail | fail |

${accountTestGuide()}
## In the broker

\`POST /v1/partners/{partner}/posture\` begins a report and answers at once. \`GET …/posture/reports/{id}\` refuses with \`posture_under_way\`
until it is made, some seconds later, or minutes in a tenant of tens of thousands of accounts; then it gives it. \`GET …/posture\`
gives the newest, \`GET …/posture/reports\` lists figures and counts of all, the newest first ([api.md](api.md#createposturereport)).
Everything is for the operator alone, and recorded: \`posture.started\`, \`posture.made\` or \`posture.failed\`, \`posture.read\`.

- It is read in the name of the partner’s grant: Graph as well as Partner Center. The application needs the permissions above, delegated, and the
  account a role that may read them (Global Reader). What it lacks is under \`unread\`. Where no token can be had at all the request is refused
  with the code of what is in the way, and there is no report.
- One is made at a time of a partner, over all replicas: a second request is told the one that is under way. At most four are made at once by one
  broker; the fifth is refused with \`overloaded\`. One whose broker is gone is \`posture_unfinished\`: after five minutes, on another replica, and at once
  where a broker has its store alone. Who lost its turn in that way keeps nothing.
- **Since when** (\`firstSeenAt\`): of the first of an unbroken row of reports that have the finding, by id and subject. A report that could not read
  something breaks no row: what is gone there is under \`since.unknown\`, not \`fixed\`, until its sources are read again.
- **Of grants** it tells what the broker saw: \`amr\` of the sign-in; what Partner Center said of MFA last, and when it refused a call for want of it
  (900421, 10001, “MFA required”), until it says better or somebody signs in anew; at which customers the account was refused for want of MFA
  (AADSTS50076, 50079, 50158), until they give a token again. Of several refusals within an hour the first is noted.
- **When a grant ends**: the broker knows of neglect (90 days), and of the end of the last credential of the application.
- Reports are kept for \`posture.keepForMs\` (400 days), the newest of each partner for good; they are in backups. They name accounts, so they are sealed;
  figures and counts are not. One takes at most a megabyte: of a larger one the examples go first (the counts stay), then the findings that matter
  least, and \`unread\` has \`report\` with how many.
- The metrics \`consentry_posture_report_age_seconds\`, \`…_share_ratio\` and \`…_findings\` tell the worst of all partners, and name none.
`;
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
