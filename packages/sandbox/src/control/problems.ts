import type { z } from 'zod';

/** One thing that is wrong with what the control was given. */
export interface Problem {
  /** Where it is, such as `fault.ms`; empty for the whole. */
  path: string;
  message: string;
}

/** What was given to the control is not good. All its problems are listed. */
export class ControlProblems extends TypeError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '));
    this.name = 'ControlProblems';
    this.problems = problems;
  }
}

/**
 * Checks a value by its schema.
 *
 * @throws ControlProblems with every problem at once
 */
export function readBySchema<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ControlProblems(
    result.error.issues.flatMap((issue) => {
      const path = issue.path.map(String);
      if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), message: issue.message }];
      return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not known' }));
    }),
  );
}
