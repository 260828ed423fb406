import { type CheckGroup, checkGroups, type CheckRow, checkTable } from '@consentry/core';
import { groupTitles } from '../../packages/cli/src/doctor/render-checks.ts';
import { code, table } from './markdown.ts';

/** What `consentry doctor` looks at, in Markdown: `docs/doctor.md`. */
export function doctorReference(): string {
  return `# What is in the way

Generated from \`packages/core/src/diagnosis/check-table.ts\`. What Microsoft does was held true in 2026-11. Nothing here was run against
Microsoft's cloud.

\`consentry doctor\` looks at everything that has to be right before a token comes out, says of each check what it found, and what to do.
It changes nothing, and prints no secret.

\`\`\`sh
npx consentry doctor --config consentry.json                       # this machine, and the broker at its usual address
npx consentry doctor --partner $PARTNER --json                     # one partner, for a program
npx consentry doctor --config consentry.json --data consentry-data # without a running broker: its work is done in this process
\`\`\`

## Two halves

- **This machine**, by the configuration that is named (\`--config\`, \`CONSENTRY_…\`): the files, each host that a broker would talk to,
  the proxy, the clock. It needs no broker. Hosts are asked HEAD of their root, without a credential, all at once, by the very way that a
  broker takes: proxy, certificate authorities and TLS are those of the configuration.
- **The broker**, by its API and the operator key: \`GET /v1/diagnosis\` and \`GET /v1/partners/{partner}/diagnosis\`. Four partners are
  looked at at once. Without a broker \`broker.reached\` fails, and nothing that it alone knows is looked at.

Each check has ten seconds: a host that hangs makes its own checks unknown, and holds up no other.

## What a check says

| Outcome | Means |
| --- | --- |
| \`✓ pass\` | It was looked at, and is right. |
| \`! warn\` | It works, and will not for long, or not for everything. |
| \`✗ fail\` | It does not work. |
| \`? unknown\` | It could not be looked at: why, and what makes it possible, is said. It is never taken for good. |

| Exit code | Means |
| --- | --- |
| 0 | Nothing failed, and everything was looked at. There may be warnings. |
| 2 | The command is wrong. |
| 3 | A check failed; with \`--strict\`, or warned. |
| 4 | None failed, but not everything could be looked at. |

With \`--json\` there is one line: \`{ "counts": { "pass", "warn", "fail", "unknown" }, "checks": [ { "id", "group", "subject", "status",
"found", "remedy"?, "link"? } ] }\`. Ids are never renamed.

${checkGroups.map(describeGroup).join('\n')}
## What it needs

Delegated, at Microsoft Graph in the partner's tenant: \`Directory.Read.All\` (the application and its consents), \`User.Read.All\`
(accounts), \`DelegatedAdminRelationship.Read.All\` (roles at customers), \`Policy.Read.ConditionalAccess\` (ends of sign-ins, as of
[forecast.md](forecast.md)). To read the registration where it is not a partner's own: \`Application.Read.All\`, of the application itself, in
the tenant where it is registered. What is not given is unknown, with the permission in the remedy.

## What it does not see

- Where the application is registered stands in no configuration: the tenant of a partner that has connected says it. Before the first
  partner the registration is unknown.
- Of more than 100 relationships the roles are not read, and 20 customers are tried. A sweep of \`token-reach\` and of \`relationships\`
  looks at all ([sweeps.md](sweeps.md)). What DAP still gives is not seen.
- Which permissions a program of yours needs, nobody says here: of a partner what a grant cannot do without is looked at. What a customer
  consented to is compared by \`consentry consents plan\` ([customer-consents.md](customer-consents.md)).
- The version of access tokens (\`requestedAccessTokenVersion\`) is not looked at: it is of tokens for an API of the application's own, and
  Microsoft's APIs choose their own.
`;
}

function describeGroup(group: CheckGroup): string {
  const rows = Object.entries<CheckRow>(checkTable).filter(([, row]) => row.group === group);
  const cells = rows.map(([id, { looksAt, warns = '', fails = '', remedy, link }]) => [
    code(id),
    looksAt,
    warns,
    fails,
    link === undefined ? escape(remedy) : `${escape(remedy)} [More](${link})`,
  ]);
  return `## ${groupTitles[group]}

${table(['Check', 'What', 'Warns', 'Fails', 'Remedy'], cells)}
`;
}

/** What is to be filled in would be taken for a tag. */
function escape(text: string): string {
  return text.replaceAll('<', '&lt;');
}
