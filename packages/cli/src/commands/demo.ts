import { runDemo } from '../demo/run-demo.ts';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';

/** The product's main job, once, unattended, on real sockets. */
export const demo: Run<object> = async (_options, output) => {
  let count = 0;
  const result = await runDemo((step) => {
    count += 1;
    if (!output.json) process.stdout.write(`${count}. ${step.what}\n   ${step.proves}\n\n`);
  });
  output.result(
    () =>
      `${table(
        ['user', 'name', 'state'],
        result.users.slice(0, 10).map((user) => [user.userPrincipalName, user.displayName, user.state]),
      )}
${result.users.length > 10 ? `… and ${result.users.length - 10} more.\n` : ''}
Done in ${(result.elapsedMs / 1000).toFixed(1)} s, with ${result.idpTokenRequests} requests at the token endpoint. Now click through it yourself: npm start`,
    result,
  );
};
