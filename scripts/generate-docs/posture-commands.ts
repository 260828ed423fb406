import { accountTestVerdicts } from '@consentry/core';
import { code, table } from './markdown.ts';

/** How the report is had from a shell: a part of `docs/posture.md`. */
export function postureCommand(): string {
  return `## From a shell

\`\`\`sh
consentry posture --partner $PARTNER                                   # a report now, for people
consentry posture --partner $PARTNER --out report.html --language nl   # one page, whole by itself
consentry posture --partner $PARTNER --format csv --table accounts --out accounts.csv
consentry posture --partner $PARTNER --last --json                     # the newest that there is, for programs
consentry posture --partner $PARTNER --history                         # a line for each report that was made
consentry posture --fail-on high --json                                # all partners, for a build
\`\`\`

Without \`--partner\` all partners are read, one after another, a line each; as JSON \`{ items }\`, each with its report or with the code of what kept
it from being made. A report is made by the broker: Ctrl-C leaves it at work, and \`--last\` has it when it is done. A file is new, and
only its owner may read it: it names accounts.

| Exit code | What |
| --- | --- |
| 0 | the report is made; with \`--fail-on\`, nothing as grave was found and everything was seen |
| 1 | a report could not be made, of one partner at least |
| 2 | the command or the configuration is wrong |
| 3 | \`--fail-on\`: something as grave, or graver, was found |
| 4 | \`--fail-on\`: it was not, but not everything could be seen. What is unknown is not taken for good: give the permission that is named, or let the build pass on 4 knowingly |
| 130 | left by Ctrl-C |

Where several hold, 1 comes before 3, and 3 before 4. What no API tells anybody (remembered devices, the share of the portal) makes no 4.`;
}

/** How an account is tested, and why one does not pass: a part of `docs/posture.md`. */
export function accountTestGuide(): string {
  const reasons = Object.entries(accountTestVerdicts).map(([reason, { explanation, remedy }]) => [
    code(reason),
    explanation,
    remedy,
  ]);
  return `### Testing an account

\`\`\`sh
consentry test-mfa --partner $PARTNER --account anna@contoso.com   # a link, for any browser
consentry test-mfa --partner $PARTNER --device-code                # a code, where deviceCode.clientId is configured
\`\`\`

The account signs in at Microsoft by the link (it works for an hour, once it is tested no more), or with the code. The page says how it ended,
in English, Dutch or Swedish as the browser asks, and so does the terminal: exit code 0 where it passes, 1 where it does not or nobody
signed in, 2 for a wrong command; \`--json\` for programs. A sign-in by
another name than \`--account\` does not count; \`--account-id\` lets one account pass alone, whatever its name.

- **What is tested** is whether the tenant asks for MFA by itself. So it is not asked for here (no \`amr_values\`), and a session that the browser has does
  not count (\`prompt=login\`). Only an operator starts a test.
- **Nothing is kept** but the record \`account.tested\`: tenant, object id, when, \`amr\`, result, reason, and what the cmdlet says. No refresh token is asked
  for (at v1, where one comes unasked, it is dropped), the access token is judged in memory and goes nowhere, and no grant is made. The consent that Microsoft asks for
  where the application has none yet stays in the tenant until somebody removes it there.
- **Nothing more is to be registered**: the browser comes back to \`{publicUrl}/consent/callback\`, as that of an invitation.
- **Which accounts**: of a partner, with or without a grant, and of any other tenant that knows Partner Center. A customer’s does not:
  Microsoft refuses with AADSTS500011.
- **Where Microsoft refuses the sign-in** on a page of its own (a policy of conditional access, a second factor that was never registered), nobody comes back and the terminal
  waits: end it with Ctrl-C. \`consentry explain\` says what the number on the page means.
- **The reason** is as precise as can be told. Where the partner has a grant that may read domains and policies (Domain.Read.All, Policy.Read.All), federation and custom
  controls are told apart from the rest.

| Consentry | Microsoft’s module |
| --- | --- |
| \`consentry test-mfa\` | \`Test-PartnerSecurityRequirement\` |
| \`consentry test-mfa --device-code\` | \`Test-PartnerSecurityRequirement -UseDeviceAuthentication\` |
| \`cmdlet\` in the result | what it says: it looks for the letters \`mfa\` anywhere in the claim, so that \`ngcmfa\` passes there |

The broker is asked by \`POST /v1/account-tests\`, and how it ended by \`POST /v1/account-tests/finish\` ([api.md](api.md#startaccounttest)).

${table(['reason', 'what it says', 'what to do'], reasons)}
`;
}
