import {
  type FindingRow,
  findingTable,
  notOfferedTable,
  remarkTable,
  type SourceRow,
  sourceTable,
} from '@consentry/core';
import { postureTables, toJsonSchema } from '@consentry/core/contract';
import { fieldsOf } from './describe-schema.ts';
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
defaults, ask all the same. Names come from the tenant and may hold anything: whoever shows them makes them inert. Titles, remedies
and commands are ours alone; in a command \`<grant>\` is filled in, by an id of ours, and what else stands in angle brackets is not.

That Partner Center refuses a call for want of MFA is told from every form that it ever had: 900421 and 10001, as text or number, in either
shape of its errors; “MFA required” in the body or in the reason phrase; and a 401 without a code to a token whose \`amr\` has no \`mfa\`, which is
what HTTP/2 leaves of the first form. The finding names the grant, its account and application, and the command that invites the account again.

${findings()}

What to do, by the click path or a command, and Microsoft’s page on it are in each finding (\`remedy\`). Microsoft’s requirements say nothing of
legacy authentication, and neither does the report.

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
