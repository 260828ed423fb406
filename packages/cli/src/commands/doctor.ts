import { isatty } from 'node:tty';
import { type Check, countChecks, readTenantId } from '@consentry/core';
import { createLog, openPorts } from '@consentry/server';
import manifest from '../../package.json' with { type: 'json' };
import type { ConnectOptions } from '../connect.ts';
import { checkByBroker } from '../doctor/check-broker.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { groupOf, renderChecks } from '../doctor/render-checks.ts';
import { loadConfig } from '../load-config.ts';
import type { Run } from '../run.ts';
import type { Output } from '../terminal/output.ts';

interface DoctorOptions extends ConnectOptions {
  readonly partner?: string;
  readonly strict?: boolean;
}

/** What the process that started the command can tell apart, as of `posture`. They stand in docs/doctor.md. */
const exitCodes = { failed: 3, notSeen: 4 } as const;
const deadlineMs = 10_000;

/**
 * Says what is in the way: on this machine and in its network, and what only a broker knows. Ends with 3 where a check failed (with
 * `--strict` also where one warned), and with 4 where none did but not everything could be looked at.
 *
 * @throws ConsentryError `invalid_request`: the partner that was named is no tenant id
 */
export const doctor: Run<DoctorOptions> = async ({ partner: named, strict, ...options }, output) => {
  const partner = named === undefined ? undefined : readTenantId(named);
  const progress = showProgress(output);
  progress.say('Looking at this machine and its network.');
  const [machine, broker] = await Promise.all([
    checkMachine(
      {
        environment: process.env,
        version: process.versions.node,
        leastVersion: Number(manifest.engines.node.replace(/\D/g, '')),
        load: () => loadConfig({ file: options.config, dataDir: options.data }),
        open: (config) => openPorts(config, createLog('silent')),
        deadlineMs,
      },
      options.config,
    ),
    checkByBroker({ ...options, partner, onProgress: progress.say, version: manifest.version }),
  ]).finally(progress.clear);
  const checks = [...machine, ...broker];
  output.result(() => renderChecks(checks), {
    counts: countChecks(checks),
    checks: checks.map((check) => ({ ...check, group: groupOf(check) })),
  });
  const exitCode = exitCodeOf(checks, strict === true);
  if (exitCode !== undefined) process.exitCode = exitCode;
};

function exitCodeOf(checks: readonly Check[], isStrict: boolean): number | undefined {
  const { warn, fail, unknown } = countChecks(checks);
  if (fail > 0 || (isStrict && warn > 0)) return exitCodes.failed;
  return unknown > 0 ? exitCodes.notSeen : undefined;
}

/** On a terminal alone: one line, which is gone afterwards. */
function showProgress({ json }: Output): { say(line: string): void; clear(): void } {
  const isShown = isatty(process.stderr.fd) && !json;
  const write = (line: string): void => void (isShown && process.stderr.write(`\r\u001b[K${line}`));
  return { say: write, clear: () => write('') };
}
