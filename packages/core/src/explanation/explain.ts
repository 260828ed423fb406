import { aadstsCheckedAt } from '../entra/aadsts.ts';
import { findAadsts, lookUpAadsts } from '../entra/explain.ts';
import { type OauthWords, oauthErrors, oauthSuberrors } from '../entra/oauth-errors.ts';
import { ConsentryError, type ErrorCode, type ErrorEntry, errorTable } from '../errors.ts';
import { type ApiCode, type ApiName, apiCodes, apiCodesCheckedAt } from './api-codes.ts';
import type { Explanation } from './explanation.ts';

const oauthLink =
  'https://learn.microsoft.com/entra/identity-platform/reference-error-codes#handling-error-codes-in-your-application';
const aadstsList = 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes';

/**
 * Explains a code that somebody met: a number of Entra's (`AADSTS65001`, `65001`), a code of ours, a value of
 * `error` or `suberror`, or a code of Partner Center, Graph or Defender. Upper and lower case are the same.
 *
 * @returns every meaning that is known, ours first: a bare number may be Entra's or Partner Center's, and
 *   `invalid_request` is a word of ours as well as of OAuth's. Never empty
 * @throws ConsentryError `unknown_code`, with the place to look the code up
 */
export function explain(text: string): readonly Explanation[] {
  const code = text.trim();
  const [, number] = /^(?:AADSTS)?0*(\d{1,9})$/i.exec(code) ?? [];
  const isOfEntra = /^AADSTS/i.test(code);
  const explanations = [
    ...(isOfEntra ? [] : explainOurs(code)),
    ...(number === undefined ? [] : explainNumber(Number(number))),
    ...(isOfEntra ? [] : explainWords(code)),
    ...(isOfEntra ? [] : explainApiCodes(code)),
  ];
  if (explanations.length === 0) throw unknownCode(number === undefined ? undefined : Number(number));
  return explanations;
}

function explainOurs(code: string): readonly Explanation[] {
  const errorCode = findOwn(errorTable, code);
  return errorCode === undefined ? [] : [complete(errorCode, { code: errorCode, source: 'consentry' })];
}

function explainNumber(number: number): readonly Explanation[] {
  const entry = findAadsts(number);
  if (entry === undefined) return [];
  const { meaning: cause, actor, remedy } = entry;
  const link = lookUpAadsts(number);
  const own = { cause, actor, remedy, link, checkedAt: aadstsCheckedAt };
  return [complete(entry.code, { code: `AADSTS${number}`, source: 'entra', ...own })];
}

/** A word may stand as `error` and as `suberror`; where both lead to the same, once is enough. */
function explainWords(text: string): readonly Explanation[] {
  const explanations = [oauthErrors, oauthSuberrors].flatMap((words: OauthWords) => {
    const word = findOwn(words, text);
    const known = word === undefined ? undefined : words[word];
    if (word === undefined || known === undefined) return [];
    const own = { code: word, cause: known.meaning, link: oauthLink, checkedAt: aadstsCheckedAt };
    return [complete(known.code, { source: 'oauth', ...own })];
  });
  return explanations.filter(
    ({ errorCode }, index) => explanations.findIndex((other) => other.errorCode === errorCode) === index,
  );
}

function explainApiCodes(text: string): readonly Explanation[] {
  return Object.entries(apiCodes).flatMap(([source, { link, codes }]) => {
    const code = findOwn(codes, text);
    const known: ApiCode | undefined = code === undefined ? undefined : codes[code];
    if (code === undefined || known === undefined) return [];
    const { meaning: cause, code: errorCode, ...own } = known;
    const about = { code, source: source as ApiName, cause, link, checkedAt: apiCodesCheckedAt };
    return [complete(errorCode, { ...about, ...own })];
  });
}

/** The table of our codes says what the source does not. */
function complete(
  errorCode: ErrorCode,
  own: Pick<Explanation, 'code' | 'source'> & Partial<Explanation>,
): Explanation {
  const { message, failureClass, actor, retry, remedy }: ErrorEntry = errorTable[errorCode];
  return { errorCode, whatHappened: message, failureClass, actor, retry, remedy, ...own };
}

/** The name as the table writes it. */
function findOwn<Name extends string>(
  table: Readonly<Record<Name, unknown>>,
  text: string,
): Name | undefined {
  return (Object.keys(table) as Name[]).find((name) => name.toLowerCase() === text.toLowerCase());
}

function unknownCode(number: number | undefined): ConsentryError {
  if (number === undefined) {
    return new ConsentryError('unknown_code', { facts: { link: aadstsList } });
  }
  const link = lookUpAadsts(number);
  return new ConsentryError('unknown_code', {
    message: `The number ${number} is not known here.`,
    remedy: `Look it up at ${link}, and keep the correlation id, the trace id and the time of the answer: Microsoft’s support asks for them.`,
    facts: { number, link },
  });
}
