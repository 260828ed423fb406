import { aadstsNumbers, explainAadsts } from '@consentry/core';
import type { AadstsMeanings } from './words.ts';

/** As in the table of the numbers itself. */
export const aadstsEn: AadstsMeanings = Object.fromEntries(
  aadstsNumbers.map((number) => {
    const said = explainAadsts(number);
    return [number, said.known ? said.meaning : ''];
  }),
);
