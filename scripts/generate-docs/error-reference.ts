import { aadstsCheckedAt, aadstsNumbers, type ErrorCode, errorTable, explain } from '@consentry/core';
import { code, table } from './markdown.ts';

/** The reference of all errors, in Markdown: `docs/errors.md`. */
export function errorReference(): string {
  const rows = Object.entries(errorTable).map(([name, entry]) => [
    `<a id="${name}"></a>${code(name)}`,
    String(entry.status),
    entry.retry,
    entry.failureClass,
    entry.actor,
    entry.message,
    entry.remedy,
  ]);
  return `# Errors

Generated from \`packages/core/src/error-table.ts\` and \`packages/core/src/entra/aadsts.ts\`. What stands here,
\`consentry explain\` and \`GET /v1/explain/{code}\` say as well.

Every refusal has a code that never changes its meaning, a message that says what happened, and a remedy that
says what the named person does next. The API answers \`{ "error": { "code", "message", "remedy", "retry",
"retryAfterMs"?, "requestId", "facts" } }\` with the status; the pages and the command show the same words.

- **Retry**: \`never\`: the same request fails again; \`later\`: it may work after a while, and \`retryAfterMs\`
  says when if that is known; \`consent\`: a person must consent anew.
- **Reach**: how far the failure goes. \`caller\`: this request alone; \`retry\`: passing trouble; \`consent\`: the
  grant; \`tenant\`: one customer's tenant; \`admin\`: a person must act in the partner's tenant; \`ours\`: our own
  application, configuration or store.

${table(['Code', 'Status', 'Retry', 'Reach', 'Who acts', 'What happened', 'What to do'], rows)}

## Numbers of Entra ID

As of ${aadstsCheckedAt}. Code and reach are those of an answer of the partner's own tenant; the same number from a
customer's tenant concerns that customer alone. Microsoft's own page for a number is
\`https://login.microsoftonline.com/error?code=NUMBER\`.

${table(['Number', 'Code', 'Reach', 'Who acts', 'What happened', 'What to do'], aadstsRows())}
`;
}

function aadstsRows(): readonly (readonly string[])[] {
  return aadstsNumbers
    .flatMap((number) => explain(`AADSTS${number}`))
    .map(({ code: number, errorCode, failureClass, actor, cause = '', remedy }) => [
      number,
      `[${code(errorCode)}](#${errorCode})`,
      failureClass,
      actor,
      cause,
      remedy,
    ]);
}

/** A link to the row of an error, from a document beside that one. */
export function linkToError(name: ErrorCode): string {
  return `[${code(name)}](errors.md#${name}) (${errorTable[name].status})`;
}
