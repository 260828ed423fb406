import type { AccountTest, AccountTestReason } from '@consentry/core';

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
