import { z } from 'zod';
import { readingTask } from '../sweep-task.ts';

/** The users of each customer, from Graph. */
export const usersTask = readingTask({
  name: 'users',
  summary: 'reads the users',
  params: z.strictObject({}),
  resources: ['graph'],
  async *run({ apis, partner, customer }) {
    for await (const { id, userPrincipalName, displayName, mail, accountEnabled } of apis
      .graph({ partner, customer })
      .users()) {
      yield {
        id,
        userPrincipalName: text(userPrincipalName),
        displayName: text(displayName),
        mail: text(mail),
        accountEnabled: typeof accountEnabled === 'boolean' ? accountEnabled : null,
      };
    }
  },
});

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
