import { type ErrorCode, errorTable } from '@consentry/core';
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

Generated from \`packages/core/src/error-table.ts\`.

Every refusal has a code that never changes its meaning, a message that says what happened, and a remedy that
says what the named person does next. The API answers \`{ "error": { "code", "message", "remedy", "retry",
"retryAfterMs"?, "requestId", "facts" } }\` with the status; the pages and the command show the same words.

- **Retry**: \`never\`: the same request fails again; \`later\`: it may work after a while, and \`retryAfterMs\`
  says when if that is known; \`consent\`: a person must consent anew.
- **Reach**: how far the failure goes. \`caller\`: this request alone; \`retry\`: passing trouble; \`consent\`: the
  grant; \`tenant\`: one customer's tenant; \`admin\`: a person must act in the partner's tenant; \`ours\`: our own
  application, configuration or store.

${table(['Code', 'Status', 'Retry', 'Reach', 'Who acts', 'What happened', 'What to do'], rows)}
`;
}

/** A link to the row of an error, from a document beside that one. */
export function linkToError(name: ErrorCode): string {
  return `[${code(name)}](errors.md#${name}) (${errorTable[name].status})`;
}
