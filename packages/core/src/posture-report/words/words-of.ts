import { en } from './en.ts';
import { nl } from './nl.ts';
import { sv } from './sv.ts';
import { type Language, languages, type Words } from './words.ts';

const words: Readonly<Record<Language, Words>> = { en, nl, sv };

/** Every word of one language. */
export function wordsOf(language: Language): Words {
  return words[language];
}

/** The language for a tag such as `nl-BE`; undefined where a report is not had in it. */
export function findLanguage(tag: string): Language | undefined {
  const [first = ''] = tag.toLowerCase().split(/[-_.]/);
  return languages.find((language) => language === first);
}
