import { findStateLanguage } from '@consentry/core';
import { type Incoming, queryOf } from '../../http/incoming.ts';
import { en } from './en.ts';
import { nl } from './nl.ts';
import { sv } from './sv.ts';
import { type Language, languages, type Words } from './words.ts';

const words: Readonly<Record<Language, Words>> = { en, nl, sv };

/** Every word of one language. */
export function wordsOf(language: Language): Words {
  return words[language];
}

/** What of a request says in which language it is answered. */
export interface Asked {
  readonly raw: Pick<Incoming, 'target' | 'header'>;
  /** Of an answer of the identity provider. Absent where they were not read. */
  readonly fields?: URLSearchParams | undefined;
}

/**
 * The words in the language that a person chose: by `?language=`; else by the sign-in that they come back from; else by the browser.
 * What is not one of the languages is passed over.
 */
export function wordsFor({ raw, fields }: Asked): Words {
  const query = new URLSearchParams(queryOf(raw.target));
  const [chosen, ...others] = query.getAll('language');
  const language =
    (others.length === 0 ? findLanguage(chosen) : undefined) ??
    findLanguage(findStateLanguage(fields ?? query)) ??
    chooseLanguage(raw.header('accept-language'));
  return words[language];
}

/**
 * The language that a browser wants most of those that there are; English where it wants none of them.
 * @param accepted the header `Accept-Language`
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function chooseLanguage(accepted: string | undefined): Language {
  const wanted = (accepted ?? '')
    .slice(0, 1000)
    .split(',')
    .map((part) => /^\s*([a-z]{2,3})(?:-[a-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/i.exec(part))
    .map((match) => ({ language: match?.[1]?.toLowerCase(), weight: Number(match?.[2] ?? 1) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { language } of wanted) {
    const found = findLanguage(language);
    if (found !== undefined) return found;
  }
  return 'en';
}

function findLanguage(tag: string | undefined): Language | undefined {
  return languages.find((language) => language === tag);
}
