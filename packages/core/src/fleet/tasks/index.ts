import type { AnySweepTask } from '../sweep-task.ts';
import { huntingTask } from './hunting.ts';
import { incidentsTask } from './incidents.ts';
import { licencesTask } from './licences.ts';
import { postureTask } from './posture.ts';
import { relationshipsTask } from './relationships.ts';
import { subscriptionsTask } from './subscriptions.ts';
import { tokenReachTask } from './token-reach.ts';
import { usersTask } from './users.ts';

/** The tasks that come with Consentry. */
export const builtInTasks: readonly AnySweepTask[] = [
  usersTask,
  tokenReachTask,
  subscriptionsTask,
  licencesTask,
  relationshipsTask,
  incidentsTask,
  huntingTask,
  postureTask,
];
