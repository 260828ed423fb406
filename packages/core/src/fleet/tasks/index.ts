import type { AnySweepTask } from '../sweep-task.ts';
import { tokenReachTask } from './token-reach.ts';
import { usersTask } from './users.ts';

/** The tasks that come with Consentry. */
export const builtInTasks: readonly AnySweepTask[] = [usersTask, tokenReachTask];
