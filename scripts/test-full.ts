/**
 * The long forms of what `npm test` runs in short: a year of keep-alive over 10,000
 * grants, 10,000 mixed requests at once, twenty seconds of three times what a broker serves at once, 1,000 grants moved to
 * Key Vault and back, sweeps over 10,000 customers on each kind of store, the posture of 50,000 accounts, 200 rounds of torture on each kind of store, and soaks of three minutes.
 *
 *     node scripts/test-full.ts            all of them
 *     node scripts/test-full.ts postgres   only those with this word in their command
 *
 * Each runs by itself, and all of them run whatever became of the one before. The exit code is 1 when one failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { repository } from './build/workspaces.ts';

const torture = ['torture/torture.ts', '--rounds', '200'];
const soak = ['torture/soak.ts', '--minutes', '3'];

const keepAlive = ['--test', 'packages/core/test/keep-alive.flow.test.ts'];
const mixed = ['--test', 'packages/server/test/mixed.flow.test.ts'];
const overload = ['--test', 'e2e/overload.test.ts'];
const vaultMove = ['--test', 'e2e/vault-move.test.ts'];
const sweep = ['--test', 'e2e/sweep-killed.test.ts'];
const posture = ['--test', 'e2e/posture.test.ts'];

const ofStores = ['reusable', 'single-use'].flatMap((refreshTokens) => {
  const use = ['--refresh-tokens', refreshTokens];
  return [
    [...torture, ...use, '--database', 'sqlite'],
    [...torture, ...use, '--database', 'postgres'],
    [...torture, ...use, '--database', 'sqlite', '--vault', 'key-vault'],
    [...soak, ...use],
  ];
});
const longForms: readonly (readonly string[])[] = [
  keepAlive,
  mixed,
  overload,
  vaultMove,
  sweep,
  posture,
  ...ofStores,
];
const env = {
  ...process.env,
  CONSENTRY_KEEP_ALIVE_GRANTS: '100',
  CONSENTRY_MIXED_REQUESTS: '10000',
  CONSENTRY_MIXED_PARTNERS: '50',
  CONSENTRY_MIXED_CUSTOMERS: '200',
  CONSENTRY_OVERLOAD_SECONDS: '20',
  CONSENTRY_MOVED_GRANTS: '1000',
  CONSENTRY_SWEPT_CUSTOMERS: '10000',
  CONSENTRY_POSTURE_ACCOUNTS: '50000',
};

const [word = ''] = process.argv.slice(2);
const failed: string[] = [];
for (const command of longForms) {
  const line = command.join(' ');
  if (!line.includes(word)) continue;
  console.log(`\n${line}`);
  const child = spawn(process.execPath, command, { cwd: repository, env, stdio: 'inherit' });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) failed.push(line);
}
for (const line of failed) console.log(`failed: ${line}`);
if (failed.length > 0) process.exitCode = 1;
