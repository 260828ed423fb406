import {
  type AnswerKind,
  type Operation,
  type OperationAccess,
  pagesCheckedAt,
  pagesUrl,
  partnerCenterOperations,
} from '@consentry/core';
import { code, table } from './markdown.ts';

const titles: Readonly<Record<keyof typeof partnerCenterOperations, string>> = {
  customers: 'Customers and relationships',
  users: 'Accounts, licences, roles',
  subscriptions: 'Subscriptions, migrations, transfers',
  commerce: 'Orders, carts, catalogue',
  billing: 'Invoices and usage',
  partner: 'Profiles, agreements, support, reports',
  security: 'MFA, audit, fraud',
  webhooks: 'Webhooks',
};

const answers: Readonly<Record<AnswerKind, string>> = {
  pages: 'collection',
  'header-pages': 'collection, continued by a header',
  array: 'bare array',
  one: 'one',
  nothing: 'nothing',
  exists: 'yes or no',
};

const accesses: Readonly<Record<OperationAccess, string>> = {
  both: 'both',
  'app+user': 'app+user',
  varies: 'not said',
};

/** What of Partner Center has a typed method, in Markdown: `docs/partner-center.md`. */
export function partnerCenterReference(): string {
  const groups: readonly (readonly [string, Readonly<Record<string, Operation>>])[] =
    Object.entries(partnerCenterOperations);
  const count = groups.reduce((sum, [, group]) => sum + Object.keys(group).length, 0);
  const sections = groups.map(
    ([name, group]) => `## ${titles[name as keyof typeof titles]}

${table(['Method', 'Request', 'Gives', 'Access', 'Also', 'Source'], Object.entries(group).map(describeOperation))}
`,
  );
  return `# Operations of Partner Center

Generated from \`packages/core/src/apis/partner-center/operations\`. ${count} operations have a method of their own on
\`apis.partnerCenter({ partner })\`; how they are called: [calls.md](calls.md#partner-center). What has none is reached by its path, with
\`collection(path)\` or \`apis.of(target).call(…)\`. What gives no JSON, such as an invoice as PDF, has none.

- **Request**: \`{name}\` in the path is an argument, in their order; in the query it must be given; \`{?a,b}\` and \`{&a,b}\` name what
  may be given.
- **Gives**: a collection is an async iterable over all of its pages.
- **Access**: whether Microsoft takes a token of the application alone (\`both\`), or only one of application and account
  (\`app+user\`). The second is refused before the call where \`access\` is \`app-only\`.
- **Also**: *ETag*: the body’s \`attributes.etag\` is sent, and must be there; *(ETag)*: it is sent where it is there; a limit of its own.
- **Source**: Microsoft’s page, as of ${pagesCheckedAt}.

${sections.join('\n')}`;
}

function describeOperation([name, operation]: readonly [string, Operation]): readonly string[] {
  const { request, answer, access, etag, limit, source, checkedAt } = operation;
  const also = [
    ...(etag === undefined ? [] : [etag === 'required' ? 'ETag' : '(ETag)']),
    ...(limit === undefined ? [] : [limit]),
  ];
  return [
    code(name),
    code(request),
    answers[answer.kind],
    accesses[access],
    also.join(', '),
    `[${source}](${pagesUrl}${source})${checkedAt === undefined ? '' : ` (${checkedAt})`}`,
  ];
}
