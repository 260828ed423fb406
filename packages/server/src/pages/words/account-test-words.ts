import type { AccountTest, AccountTestReason } from '@consentry/core';
import { accountTestEn } from './account-test-en.ts';
import { accountTestNl } from './account-test-nl.ts';
import { accountTestSv } from './account-test-sv.ts';

/** Every word of the pages of an account’s test, in one language. */
export interface AccountTestWords {
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  readonly intro: string;
  readonly cloudNotBuiltIn: (cloud: string) => string;
  readonly application: string;
  readonly tenant: string;
  readonly account: string;
  readonly accountId: string;
  readonly signInAt: string;
  readonly expires: string;
  readonly howHeading: string;
  readonly how: readonly string[];
  readonly keptHeading: string;
  readonly kept: readonly string[];
  readonly button: string;
  readonly results: Readonly<
    Record<AccountTest['result'], { readonly mark: string; readonly title: string }>
  >;
  readonly reasons: Readonly<Record<AccountTestReason, Verdict>>;
  readonly whatToDo: string;
  readonly methods: string;
  readonly noMethods: string;
  readonly when: string;
  readonly done: string;
}

interface Verdict {
  readonly explanation: string;
  readonly remedy: string;
}

const languages: readonly AccountTestWords[] = [accountTestEn, accountTestNl, accountTestSv];

/**
 * The words in the language that a browser wants most of those that there are; English where it wants none of them.
 * @param accepted the header `Accept-Language`
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function accountTestWordsFor(accepted: string | undefined): AccountTestWords {
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
