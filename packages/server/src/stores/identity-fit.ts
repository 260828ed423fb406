import type { WorkloadClaims } from '@consentry/core';
import type { Identity } from '@consentry/core/contract';

/** Does a token carry every claim of an identity, letter by letter? Claims that are no texts are none. */
export function fits({ issuer, claims }: Identity, token: WorkloadClaims): boolean {
  return (
    token.issuer === issuer &&
    Object.entries(claims).every(
      ([name, value]) => Object.hasOwn(token.claims, name) && token.claims[name] === value,
    )
  );
}

/**
 * Would every token that fits one of them fit the other too? Where neither is so, some token may still fit both: that is
 * found when it is presented.
 */
export function overlap(one: Identity, other: Identity): boolean {
  return fits(one, other) || fits(other, one);
}

/** Do they say the same? */
export function equals(one: Identity, other: Identity): boolean {
  return fits(one, other) && fits(other, one);
}
