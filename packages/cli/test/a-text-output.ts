import type { Output } from '../src/terminal/output.ts';

/** An output for people that keeps what a command says, and where. */
export function aTextOutput(): Output & {
  readonly results: readonly string[];
  readonly notes: readonly string[];
} {
  const results: string[] = [];
  const notes: string[] = [];
  return {
    json: false,
    isTerminal: false,
    results,
    notes,
    result(text) {
      results.push(text());
    },
    note(text) {
      notes.push(text);
    },
  };
}
