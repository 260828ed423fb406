/** What Partner Center said of the MFA of a call; undefined when it did not say. */
export function readMfaHeader(headers: Readonly<Record<string, string>>): boolean | undefined {
  return verdicts.get(headers['ismfacompliant']?.toLowerCase() ?? '');
}

const verdicts: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);
