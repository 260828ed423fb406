import { ConsentryError, isConsentryError } from '@consentry/core';
import type { Finding, PurgeOutcome, VaultScan } from '@consentry/core/key-vault';
import { createPrivateFile, type PrivateFile } from '../private-file.ts';
import type { Run } from '../run.ts';
import { confirm, type Person, terminalPerson } from '../terminal/confirm.ts';
import type { Output } from '../terminal/output.ts';
import { count, describeFindings, describeScan } from '../vault-scan/describe-scan.ts';
import { type OpenScanner, openScanner, type ScannerOptions } from '../vault-scan/open-scanner.ts';
import { type ReportedPurge, type ScanReport, toInstant, writeReport } from '../vault-scan/scan-report.ts';

interface VaultScanOptions extends ScannerOptions {
  readonly purge?: boolean;
  readonly yes?: boolean;
  /** With `purge`: these and no others, also those of which the scan is not sure. */
  readonly only?: readonly string[];
  readonly report?: string;
}

/** Something is left that holds a credential, or could not be looked at. */
const somethingIsLeft = 3;

/** As {@link vaultScan}, with who is asked. */
export function createVaultScan(person: Person): Run<VaultScanOptions> {
  return async (options, output) => {
    checkOptions(options, person);
    const opened = await openScanner(options);
    try {
      await using file = options.report === undefined ? undefined : await createPrivateFile(options.report);
      await run(options, output, { opened, file, person });
    } finally {
      await opened.close();
    }
  };
}

/**
 * Finds stored credentials of partners in a Key Vault, and with `--purge` takes them away once a person has confirmed the list.
 * No value is shown or written anywhere. Ends with 0 when nothing is left that was picked with certainty, with 3 otherwise.
 *
 * @throws ConsentryError `usage`, `invalid_configuration`, `invalid_request`, and those of the vault
 */
export const vaultScan = createVaultScan(terminalPerson);

interface Parts {
  readonly opened: OpenScanner;
  readonly file: PrivateFile | undefined;
  readonly person: Person;
}

function checkOptions({ purge = false, yes = false, only }: VaultScanOptions, person: Person): void {
  if (!purge && (yes || only !== undefined))
    throw new ConsentryError('usage', {
      message: '--yes and --only go with --purge.',
      remedy: 'Give --purge too.',
    });
  if (purge && !yes && !person.isThere)
    throw new ConsentryError('usage', {
      message: 'Nobody can be asked for a confirmation here.',
      remedy: 'Run it on a terminal; or look at a scan first, then give --yes, best with --only.',
    });
}

async function run(options: VaultScanOptions, output: Output, parts: Parts): Promise<void> {
  const { opened, file } = parts;
  const scan = await opened.scanner.scan({ onProgress: progressOf(output, 'looked at') });
  const outcomes = new Map<Finding, PurgeOutcome>();
  const report = (purge?: ReportedPurge): ScanReport => writeReport({ ...opened, scan, purge, outcomes });
  // Before anything is done: what was found is known whatever comes.
  await keep(file, report());
  const purge =
    options.purge === true ? await purgeConfirmed(options, output, parts, scan, outcomes, report) : undefined;
  const whole = report(purge);
  await keep(file, whole);
  output.result(() => describeScan(whole), whole);
  if (isSomethingLeft(scan, outcomes)) process.exitCode = somethingIsLeft;
}

/** @returns undefined when nothing was confirmed */
async function purgeConfirmed(
  options: VaultScanOptions,
  output: Output,
  { opened, file, person }: Parts,
  scan: VaultScan,
  outcomes: Map<Finding, PurgeOutcome>,
  report: (purge: ReportedPurge) => ScanReport,
): Promise<ReportedPurge | undefined> {
  const chosen = choose(scan, options.only);
  if (chosen.length === 0) return undefined;
  if (options.yes !== true) {
    const { findings } = writeReport({ ...opened, scan: { ...scan, findings: chosen } });
    const name = new URL(scan.vaultUrl).hostname.split('.')[0] ?? '';
    output.note(describeFindings(findings));
    const text = `\nThese ${count(chosen.length, 'secret')} of ${scan.vaultUrl} are taken away.`;
    if (!(await isConfirmed(text, name, person))) {
      output.note('Nothing was confirmed, and nothing was changed.');
      return undefined;
    }
  }
  const begun: ReportedPurge = {
    confirmedBy: options.yes === true ? '--yes' : 'terminal',
    confirmedAt: toInstant(Date.now()),
    secrets: chosen.length,
    endedAt: null,
  };
  await keep(file, report(begun));
  const progress = progressOf(output, 'taken away');
  await opened.scanner.purge(chosen, {
    async onOutcome(finding, outcome) {
      outcomes.set(finding, outcome);
      progress?.(outcomes.size, chosen.length);
      // Whatever ends the command, the report says what was done.
      await keep(file, report(begun));
    },
  });
  return { ...begun, endedAt: toInstant(Date.now()) };
}

/** A no is an answer here: what was found is told all the same. */
async function isConfirmed(text: string, word: string, person: Person): Promise<boolean> {
  try {
    await confirm({ text, word, remedy: 'Give --yes, best with --only.' }, person);
    return true;
  } catch (error) {
    if (isConsentryError(error, 'not_confirmed')) return false;
    throw error;
  }
}

async function keep(file: PrivateFile | undefined, report: ScanReport): Promise<void> {
  await file?.write(JSON.stringify(report, undefined, 2));
}

/** @throws ConsentryError `usage` for a name that is none of those found */
function choose({ findings }: VaultScan, names: readonly string[] | undefined): readonly Finding[] {
  if (names === undefined) return findings.filter(({ certainty }) => certainty === 'certain');
  return names.map((name) => {
    const finding = findings.find(({ secret }) => secret.toLowerCase() === name.toLowerCase());
    if (finding !== undefined) return finding;
    throw new ConsentryError('usage', {
      message: 'A name of --only is none of those that the scan picked. Nothing was changed.',
      remedy: 'Scan without --purge, and name secrets of that list.',
    });
  });
}

/** Where values could not be read, nothing is certain, and nobody may take that for an empty vault. */
function isSomethingLeft(
  { findings, missing }: VaultScan,
  outcomes: ReadonlyMap<Finding, PurgeOutcome>,
): boolean {
  const isDone = (finding: Finding): boolean => {
    const outcome = outcomes.get(finding);
    if (outcome?.is === 'deleted') return outcome.why === 'protected';
    if (outcome?.is === 'disabled') return outcome.missing === undefined;
    return outcome?.is === 'purged' || outcome?.is === 'gone';
  };
  const counts = (finding: Finding): boolean => finding.certainty === 'certain' || outcomes.has(finding);
  return missing !== undefined || findings.some((finding) => counts(finding) && !isDone(finding));
}

/** On a terminal only, and on one line. */
function progressOf(output: Output, what: string): ((done: number, all: number) => void) | undefined {
  if (output.json || !process.stderr.isTTY) return undefined;
  return (done, all) => {
    process.stderr.write(`\r${done} of ${all} secrets ${what}${done === all ? '\n' : ''}`);
  };
}
