import { type Explanation, explain } from '@consentry/core';
import type { Run } from '../run.ts';

interface ExplainOptions {
  readonly code: string;
}

/**
 * Explains a code without a broker. A broker answers the same at `/v1/explain/{code}`.
 * @throws ConsentryError `unknown_code`
 */
export const explainCode: Run<ExplainOptions> = async ({ code }, output) => {
  const meanings = explain(code);
  output.result(() => meanings.map(describe).join('\n\n'), { meanings });
};

const sources: Readonly<Record<Explanation['source'], string>> = {
  consentry: 'a code of Consentry',
  entra: 'a number of Entra ID’s',
  oauth: 'a word of the protocol',
  'partner-center': 'a code of Partner Center’s',
  graph: 'a code of Graph’s',
  arm: 'a code of Azure Resource Manager’s',
  defender: 'a code of Defender’s',
};

const scopes: Readonly<Record<Explanation['failureClass'], string>> = {
  caller: 'this request alone',
  retry: 'passing trouble',
  consent: 'the grant',
  tenant: 'one customer’s tenant',
  admin: 'the partner’s tenant',
  ours: 'our own application, configuration or store',
};

const retries: Readonly<Record<Explanation['retry'], string>> = {
  never: 'the same request fails again',
  later: 'it may work after a while',
  consent: 'not before a person has consented anew',
};

function describe(meaning: Explanation): string {
  const { code, source, errorCode, whatHappened, cause, failureClass, actor, retry, remedy, link } = meaning;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['What happened', whatHappened],
    ['Cause', cause],
    ['Concerns', scopes[failureClass]],
    ['Who acts', actor],
    ['To do', remedy],
    ['Again', retries[retry]],
    ['Code', source === 'consentry' ? undefined : errorCode],
    ['Microsoft', link],
    ['As of', meaning.checkedAt],
  ];
  return [
    `${code}: ${sources[source]}`,
    ...lines.flatMap(([name, text]) => (text === undefined ? [] : [`  ${`${name}:`.padEnd(15)}${text}`])),
  ].join('\n');
}
