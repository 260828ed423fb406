import type { TrustedIssuer } from '@consentry/core';
import { baseUrl, type Kind, type Reading } from './kinds.ts';

const mostIssuers = 20;
const fields = ['issuer', 'audience', 'keysUrl'];

/** Issuers of tokens, each with the audience that its tokens must be for. In the environment the list is written as JSON. */
export const trustedIssuers: Kind<readonly TrustedIssuer[]> = {
  name: 'a list of issuers',
  read(raw) {
    const list = typeof raw === 'string' ? parse(raw) : raw;
    if (!Array.isArray(list) || list.length > mostIssuers) {
      return refuse('is not a list of issuers', `Write a list of at most ${mostIssuers}: [{ … }].`);
    }
    const read: TrustedIssuer[] = [];
    for (const [index, item] of list.entries()) {
      const reading = readIssuer(item, `its item ${index + 1}`);
      if (!reading.ok) return reading;
      if (read.some(({ issuer }) => issuer === reading.value.issuer)) {
        return refuse(`names the issuer of its item ${index + 1} twice`, 'Name each issuer once.');
      }
      read.push(reading.value);
    }
    return { ok: true, value: read };
  },
  show: (list) => JSON.stringify(list),
};

/** @param which says of which item, never what stands in it */
function readIssuer(item: unknown, which: string): Reading<TrustedIssuer> {
  const remedy = `Write { "issuer": …, "audience": … }, and "keysUrl" only where its keys are elsewhere.`;
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return refuse(`has no issuer in ${which}`, remedy);
  }
  const { issuer, audience, keysUrl } = item as Readonly<Record<string, unknown>>;
  if (Object.keys(item).some((name) => !fields.includes(name))) {
    return refuse(`has a field in ${which} that is not known`, remedy);
  }
  // Kept letter by letter: a slash at the end is a part of its name, and nothing in it stands for anything else.
  if (typeof issuer !== 'string' || !/^[^{}*]{1,512}$/.test(issuer) || !baseUrl.read(issuer).ok) {
    return refuse(`has an issuer in ${which} that is no URL`, 'Write it as `iss` has it, letter by letter.');
  }
  if (typeof audience !== 'string' || !/^[\x21-\x7e]{1,256}$/.test(audience)) {
    return refuse(`has no audience in ${which}`, 'Write what `aud` must be: a name of this broker alone.');
  }
  if (keysUrl !== undefined && (typeof keysUrl !== 'string' || !baseUrl.read(keysUrl).ok)) {
    return refuse(`has a keysUrl in ${which} that is no URL`, 'Write the address of the JWK set.');
  }
  return { ok: true, value: { issuer, audience, ...(keysUrl !== undefined && { keysUrl }) } };
}

function refuse(problem: string, remedy: string): Reading<never> {
  return { ok: false, problem, remedy };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
