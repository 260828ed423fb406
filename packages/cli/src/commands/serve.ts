import { startBroker } from '@consentry/server';
import { exitOnCrash } from '../exit-on-crash.ts';
import { loadConfig } from '../load-config.ts';
import type { Run } from '../run.ts';
import { untilStopped } from '../until-stopped.ts';

export const serve: Run<{ readonly config?: string; readonly database?: string }> = async (
  options,
  output,
) => {
  if (process.platform === 'win32')
    output.note('On Windows the broker is for trying out only; run it on Linux.');
  output.ifInterrupted?.(() => 'The broker was not started yet. Its store is as it was.');
  const broker = await startBroker(await loadConfig({ file: options.config, database: options.database }));
  exitOnCrash(broker);
  const { publicUrl, apiUrl, identityEndpoint, metricsUrl, operatorKeyFile } = broker;
  output.ifInterrupted?.(undefined);
  // Before the line is out: whoever reads it may stop us at once. Where it was started by hand, it ends with its terminal.
  const stopped = untilStopped(broker, { staysOnHangup: !process.stdin.isTTY });
  output.result(
    () =>
      [
        `Consent pages  ${publicUrl}`,
        `Token API      ${apiUrl}`,
        ...(identityEndpoint === undefined ? [] : [`Identity       ${identityEndpoint}`]),
        ...(metricsUrl === undefined ? [] : [`Metrics        ${metricsUrl}`]),
        `Operator key   ${operatorKeyFile}`,
      ].join('\n'),
    { publicUrl, apiUrl, identityEndpoint, metricsUrl, operatorKeyFile },
  );
  await stopped;
};
