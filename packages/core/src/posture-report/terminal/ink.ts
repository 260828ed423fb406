import type { FindingSeverity } from '../../posture/findings/finding.ts';

/** How text stands out on a terminal. Without colour everything stays as it is. */
export interface Ink {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  severity(severity: FindingSeverity, text: string): string;
}

const codes: Readonly<Record<FindingSeverity, string>> = { high: '31', medium: '33', low: '34', info: '2' };

/** The only escapes that a report writes: colours of the terminal’s own palette, which are read on dark and on light. */
export function inkOf(colour: boolean): Ink {
  const write = (code: string) => (text: string) =>
    colour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    strong: write('1'),
    faint: write('2'),
    good: write('32'),
    severity: (severity, text) => write(codes[severity])(text),
  };
}
