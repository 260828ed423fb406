import { accountTestEn } from './account-test-en.ts';
import { accountTestNl } from './account-test-nl.ts';
import { accountTestSv } from './account-test-sv.ts';
import type { AccountTestWords } from './account-test-words.ts';

const languages: readonly AccountTestWords[] = [accountTestEn, accountTestNl, accountTestSv];

/**
 * The words in the language that a browser wants most of those that there are; English where it wants none of them.
 * @param accepted the header `Accept-Language`
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function chooseAccountTestWords(accepted: string | undefined): AccountTestWords {
  const wanted = (accepted ?? '')
    .slice(0, 1000)
    .split(',')
    .map((part) => /^\s*([a-z]{2,3})(?:-[a-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/i.exec(part))
    .map((match) => ({ language: match?.[1]?.toLowerCase(), weight: Number(match?.[2] ?? 1) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { language } of wanted) {
    const words = languages.find((one) => one.language === language);
    if (words !== undefined) return words;
  }
  return accountTestEn;
}
