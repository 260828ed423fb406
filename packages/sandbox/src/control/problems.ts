import type { z } from 'zod';
import { listIssues, writePath, writeProblem } from '../problems.ts';
import type { Problem } from '../problems.ts';

/** What was given to the control is not good. All its problems are listed. */
export class ControlProblems extends TypeError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(writeProblem).join('; '));
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
    listIssues(result.error).map(({ path, message }) => ({ path: writePath(path), message })),
  );
}
