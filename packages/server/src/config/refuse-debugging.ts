import type { Environment } from './gather-values.ts';
import type { Report } from './report.ts';
import type { Values } from './settings.ts';

/** Options of Node's by which somebody else gets to see the memory of the process. */
const debugging = [
  '--inspect',
  '--inspect-brk',
  '--inspect-wait',
  '--heap-prof',
  '--heapsnapshot-signal',
  '--heapsnapshot-near-heap-limit',
  '--abort-on-uncaught-exception',
];

/**
 * Refuses to start with an inspector, or with an option that writes memory to a file: whoever reaches
 * those has every token that the process holds.
 */
export function refuseDebugging(
  values: Values,
  sources: { readonly environment: Environment; readonly execArguments?: readonly string[] },
  report: Report,
): void {
  if (values['process.allowDebugging'] === true || values['cloud.allowLocal'] === true) return;
  const options = sources.environment['NODE_OPTIONS']?.split(/\s+/) ?? [];
  for (const option of [...(sources.execArguments ?? []), ...options]) {
    const [name = '', value] = option.split('=');
    // A value of nothing, or of 0, leaves the option off.
    if (!debugging.includes(name) || value === '' || value === '0') continue;
    report.add(
      name,
      'shows the memory of the process to others',
      'Start Node without it; to look for a fault, set process.allowDebugging.',
    );
  }
}
