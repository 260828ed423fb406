import { ConsentryError } from '@consentry/core';

/** One thing that is wrong, by the name of the setting, variable or file that it concerns. */
export interface Problem {
  readonly name: string;
  /** Goes on after the name: "is not a GUID". */
  readonly problem: string;
  readonly remedy: string;
}

/** Collects problems, so that all of them can be told at once. */
export interface Report {
  add(name: string, problem: string, remedy: string): void;
  readonly problems: readonly Problem[];
}

export function createReport(): Report {
  const problems: Problem[] = [];
  return {
    add(name, problem, remedy) {
      problems.push({ name, problem, remedy });
    },
    problems,
  };
}

/** The error that lists every problem on a line of its own. */
export function invalidConfiguration(problems: readonly Problem[]): ConsentryError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const lines = problems.map(({ name, problem, remedy }) => `- ${name} ${problem}. ${remedy}`);
  return new ConsentryError('invalid_configuration', {
    message: [`The configuration has ${count}:`, ...lines].join('\n'),
    facts: { problems: problems.map(({ name }) => name) },
  });
}
