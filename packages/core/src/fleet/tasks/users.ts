import { z } from 'zod';
import { readingTask } from '../sweep-task.ts';
import { flatRow } from './flat-row.ts';

/** The users of each customer, from Graph. */
export const usersTask = readingTask({
  name: 'users',
  summary: 'reads the users',
  params: z.strictObject({}),
  resources: ['graph'],
  async *run({ apis, partner, customer }) {
    const users = apis.graph({ partner, customer }).users();
    for await (const user of users) {
      yield flatRow(user, ['id', 'userPrincipalName', 'displayName', 'mail']);
    }
  },
});
