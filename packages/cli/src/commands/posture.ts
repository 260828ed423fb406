import { isatty } from 'node:tty';
import { ConsentryError, isConsentryError } from '@consentry/core';
import { systemTimer } from '@consentry/core/node';
import type { PostureReport, PostureSummary } from '@consentry/core/posture-report';
import type { Remote } from '@consentry/core/remote';
import { connect } from '../connect.ts';
import { endsAll } from '../ends-all.ts';
import { listAll, pageLimit } from '../list-all.ts';
import { listPartners } from '../list-partners.ts';
import { describeHistory, describePartners, type PartnerOutcome } from '../posture/describe-posture.ts';
import { judgeReport, nobodySeen, type NotPassed } from '../posture/judge-report.ts';
import { makeReport } from '../posture/make-report.ts';
import {
  type PostureOptions,
  type PostureWish,
  readPostureOptions,
} from '../posture/read-posture-options.ts';
import { renderReport } from '../posture/render-report.ts';
import { createPrivateFile, type PrivateFile } from '../private-file.ts';
import type { Run } from '../run.ts';
import type { Output } from '../terminal/output.ts';
import { hasColour } from '../terminal/has-colour.ts';
import { plain } from '../terminal/plain.ts';

/** Enough for a chart. */
const chartLength = 100;
/** Where nobody looks on, a report that is there at once needs no words. */
const sayAfterMs = 5_000;

/**
 * Says whether partners meet Microsoft's security requirements: makes a report, or gives the newest. Of one partner the whole report,
 * of several a line each. With `--fail-on` it ends with 3 where something as grave was found, and with 4 where nothing was but not
 * everything could be seen. A report that could not be made ends it with 1, Ctrl-C with 130.
 *
 * @throws ConsentryError `usage`; those of `connect` and of the calls
 */
export const posture: Run<PostureOptions> = async (options, output) => {
  const wish = readPostureOptions(options, output.json);
  await using file = options.out === undefined ? undefined : await createPrivateFile(options.out);
  const { remote, close } = await connect(options);
  try {
    const job: Job = { remote, output, options, wish, file };
    const partners = options.partner === undefined ? await listPartners(remote) : [options.partner];
    const [first] = partners;
    if (options.history === true) return await showHistory(job, partners);
    // What a program reads has one form, however many partners there are.
    const isWhole = options.partner !== undefined || !(output.json || wish.format === 'json');
    if (isWhole && first !== undefined && partners.length === 1) return await showOne(job, first);
    await showMany(job, partners);
  } finally {
    await close();
  }
};

interface Job {
  readonly remote: Remote;
  readonly output: Output;
  readonly options: PostureOptions;
  readonly wish: PostureWish;
  readonly file: PrivateFile | undefined;
}

async function showOne(job: Job, partner: string): Promise<void> {
  const { output, wish, file, options } = job;
  const report = await getReport(job, partner);
  const history = wish.format === 'html' ? await listReports(job.remote, partner, chartLength) : [];
  const isTerminal = file === undefined && output.isTerminal === true;
  const text = renderReport(report, {
    wish,
    // A terminal that does not say how wide it is says 0.
    width: (isTerminal && process.stdout.columns) || undefined,
    colour: file === undefined && hasColour(process.stdout, process.env),
    history,
  });
  await file?.write(text);
  output.result(() => (file === undefined ? text : describePartners([{ partner, report }])), report);
  if (file !== undefined) output.note(`Wrote ${plain(options.out ?? '')}.`);
  if (wish.failOn !== undefined) end(output, judgeReport(report, wish.failOn));
}

async function showMany(job: Job, partners: readonly string[]): Promise<void> {
  const { output, wish, file, options } = job;
  requireLines(wish);
  const outcomes: PartnerOutcome[] = [];
  const worst: NotPassed[] = [];
  for (const partner of partners) {
    const outcome = await outcomeOf(job, partner);
    outcomes.push(outcome);
    const notPassed =
      'report' in outcome && wish.failOn ? judgeReport(outcome.report, wish.failOn) : undefined;
    if (notPassed !== undefined) worst.push({ ...notPassed, why: `${partner}: ${notPassed.why}` });
  }
  const text = describePartners(outcomes);
  const data = { items: outcomes };
  await file?.write(wish.format === 'json' ? JSON.stringify(data) : text);
  output.result(() => (wish.format === 'json' && file === undefined ? JSON.stringify(data) : text), data);
  if (file !== undefined) output.note(`Wrote ${plain(options.out ?? '')}.`);
  if (wish.failOn !== undefined && outcomes.length === 0) end(output, nobodySeen);
  for (const notPassed of worst.toSorted((a, b) => b.exitCode - a.exitCode)) end(output, notPassed);
  if (outcomes.some((outcome) => !('report' in outcome))) process.exitCode = 1;
}

/** One that cannot be had keeps the others from nothing. */
async function outcomeOf(job: Job, partner: string): Promise<PartnerOutcome> {
  try {
    return { partner, report: await getReport(job, partner) };
  } catch (error) {
    if (!isConsentryError(error) || endsAll(error)) throw error;
    const { code, remedy } = error;
    return { partner, code, remedy };
  }
}

async function showHistory({ remote, output }: Job, partners: readonly string[]): Promise<void> {
  const [partner, ...others] = partners;
  if (partner === undefined || others.length > 0) {
    throw new ConsentryError('usage', {
      message: 'A history is of one partner.',
      remedy: 'Name it with --partner; `consentry grants` lists them.',
    });
  }
  const items = await listReports(remote, partner);
  output.result(() => describeHistory(items), { items });
}

/** The newest that there is, or a new one. */
async function getReport(job: Job, partner: string): Promise<PostureReport> {
  const { remote, output, options } = job;
  if (options.last === true) return remote.call('getPosture', { params: { partner } });
  const isTerminal = isatty(process.stderr.fd) && !output.json;
  let said = false;
  const clear = (): void => void (isTerminal && said && process.stderr.write('\r\u001b[K'));
  output.ifInterrupted?.(() => {
    clear();
    return `The report goes on in the broker: consentry posture --last --partner ${plain(partner)}`;
  });
  const onWait = (forMs: number): void => {
    const line = `Reading ${plain(partner)}. Of a large tenant it takes some minutes.`;
    if (isTerminal) process.stderr.write(`\r\u001b[K${line} ${Math.round(forMs / 1000)} s`);
    else if (said || output.json || forMs < sayAfterMs) return;
    else output.note(line);
    said = true;
  };
  try {
    return await makeReport({ remote, timer: systemTimer, onWait }, partner);
  } finally {
    clear();
  }
}

async function listReports(
  remote: Remote,
  partner: string,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly PostureSummary[]> {
  const items: PostureSummary[] = [];
  const reports = listAll((after) =>
    remote.call('listPostureReports', {
      params: { partner },
      query: { limit: Math.min(most, pageLimit), after },
    }),
  );
  for await (const item of reports) {
    items.push(item);
    if (items.length >= most) break;
  }
  return items;
}

/** @throws ConsentryError `usage` */
function requireLines({ format }: PostureWish): void {
  if (format === 'table' || format === 'json') return;
  throw new ConsentryError('usage', {
    message: `There are several partners, and ${format} is of one.`,
    remedy: 'Name it with --partner; `consentry grants` lists them.',
  });
}

function end(output: Output, notPassed: NotPassed | undefined): void {
  if (notPassed === undefined) return;
  output.note(`--fail-on: ${notPassed.why} Exit code ${notPassed.exitCode}.`);
  process.exitCode = notPassed.exitCode;
}
