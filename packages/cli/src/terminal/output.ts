import { isatty } from 'node:tty';
import { ConsentryError, isConsentryError } from '@consentry/core';
import { plain } from './plain.ts';

/** Where a command writes: results to standard output, everything else to standard error. */
export interface Output {
  readonly json: boolean;
  /** True where a person looks at the results, and no program reads them. */
  readonly isTerminal?: boolean;
  /** A result: text for people, or one line of JSON. */
  result(text: () => string, data: unknown): void;
  /** What people want to know while they wait. */
  note(text: string): void;
  /**
   * What is said on Ctrl-C from now on, in the place of what the command's usage says: where things stand, and how to go on. Undefined:
   * the command ends in order by itself.
   */
  ifInterrupted?(words: (() => string) | undefined): void;
}

export function createOutput(options: { readonly json: boolean }): Output {
  return {
    json: options.json,
    isTerminal: isatty(process.stdout.fd),
    result(text, data) {
      process.stdout.write(`${options.json ? JSON.stringify(data) : text()}\n`);
    },
    note(text) {
      process.stderr.write(`${text}\n`);
    },
  };
}

/** Codes of what the person can correct in the command, its files, or the configuration. */
const correctable: ReadonlySet<string> = new Set([
  'usage',
  'invalid_configuration',
  'invalid_request',
  'consents_invalid',
  'partner_tenant_refused',
  'wrong_tenant_for_resource',
  'unknown_resource',
  'unknown_task',
  'domain_unknown',
  'host_refused',
  'permission_not_offered',
]);

/**
 * Says what went wrong and what to do, on standard error.
 * @returns the exit code: 2 for what the person can correct in the command or the configuration, else 1
 */
export function reportError(error: unknown, json: boolean): number {
  const known = isConsentryError(error) ? error : new ConsentryError('internal_error', { cause: error });
  if (json) {
    const { code, message, remedy, facts } = known;
    process.stderr.write(`${JSON.stringify({ error: { code, message, remedy, facts } })}\n`);
  } else {
    process.stderr.write(`${describe(known)}\n`);
    if (!isConsentryError(error))
      process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : ''}\n`);
  }
  return correctable.has(known.code) ? 2 : 1;
}

function describe(error: ConsentryError): string {
  const facts = Object.entries(error.facts).map(([name, value]) => `${plain(name)} ${plain(String(value))}`);
  return [
    `Error: ${error.message.split('\n').map(plain).join('\n')}`,
    `To do: ${error.remedy.split('\n').map(plain).join('\n')}`,
    `Code:  ${error.code}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`,
  ].join('\n');
}
