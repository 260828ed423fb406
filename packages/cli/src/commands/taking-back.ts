import { ConsentryError, isConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';
import { type ConnectOptions, connect } from '../connect.ts';
import { listAll, pageLimit } from '../list-all.ts';
import { createPrivateFile, type PrivateFile } from '../private-file.ts';
import type { Run } from '../run.ts';
import { confirm } from '../terminal/confirm.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';
import { describeTakenBack } from './describe-taken-back.ts';

type Report = AnswerOf<'revokeGrant'>;

interface Scope {
  readonly grant?: string;
  readonly partner?: string;
  readonly everything?: boolean;
}

interface TakeBackOptions extends ConnectOptions, Scope {
  readonly yes?: boolean;
  readonly report?: string;
}

/** A report waits for every replica, and looks through a day of the audit. */
const withinMs = 120_000;

/** @throws ConsentryError `usage`, `not_confirmed`, and as `connect` and the calls */
export const revoke: Run<TakeBackOptions> = async (options, output) => {
  const scope = readScope(options);
  await confirmWide(options, 'Every grant of it is revoked; each needs a new consent to work again.');
  await report(options, output, async (remote) =>
    scope.grant === undefined
      ? remote.call('revokeGrants', { body: wide(scope) })
      : remote.call('revokeGrant', { params: { id: scope.grant } }),
  );
};

/**
 * Revokes first, all at once, and then takes the refresh tokens away one after the other: what is not purged yet hands out
 * nothing either.
 */
export const purge: Run<TakeBackOptions & { readonly signOut?: boolean }> = async (options, output) => {
  const scope = readScope(options);
  const { signOut: signsOut = false } = options;
  if (signsOut && scope.grant === undefined) throw unclear('--sign-out is of one grant.');
  const what = [
    `The refresh tokens of ${nameOf(scope)} are taken away for good.`,
    ...(signsOut ? [sideEffects(nameOf(scope))] : []),
  ];
  await confirmWord(options, 'purge', what.join('\n'));
  await report(options, output, async (remote) => {
    const { grant } = scope;
    if (grant === undefined) return purgeAll(remote, output, scope);
    // By its refresh token, so before that is gone.
    if (signsOut) await signOutOnce(remote, grant);
    return remote.call('purgeGrant', { params: { id: grant } });
  });
};

/** One that was signed out before needs no more; one that was revoked otherwise has nothing to do it with. */
async function signOutOnce(remote: Remote, grant: string): Promise<void> {
  try {
    await remote.call('signOutGrant', { params: { id: grant } });
  } catch (error) {
    if (!isConsentryError(error, 'grant_revoked')) throw error;
    if (error.facts['reason'] === 'signed_out') return;
    throw new ConsentryError('grant_revoked', {
      message: 'The grant was revoked before: nothing of it can sign the account out any more.',
      remedy:
        'Leave --sign-out out, and let an administrator of the partner revoke the sessions of the account in the Entra admin center.',
      facts: error.facts,
    });
  }
}

function sideEffects(grant: string): string {
  return [
    `Microsoft ends every session of the account of ${grant}, in every application and on every device,`,
    'and every refresh token that it has: those of other programs too. The grant is revoked with it.',
    'Access tokens that are valid stay so until they end.',
  ].join('\n');
}

/** Shows what else it ends before it does. */
export const signOut: Run<TakeBackOptions & { readonly grant: string }> = async (options, output) => {
  await confirmWord(options, 'sign out', sideEffects(options.grant));
  await report(options, output, async (remote) =>
    remote.call('signOutGrant', { params: { id: options.grant } }),
  );
};

/** The kill switch asks nothing: nothing is lost, and it must be quick. */
export const stop: Run<
  Omit<TakeBackOptions, 'grant' | 'yes'> & { readonly reason?: string; readonly list?: boolean }
> = async (options, output) => {
  if (options.list === true) return listStops(options, output);
  const scope = readScope(options);
  await report(options, output, async (remote) =>
    remote.call('setStop', { body: { ...wide(scope), reason: options.reason ?? '' } }),
  );
};

export const resume: Run<Omit<TakeBackOptions, 'grant' | 'yes'>> = async (options, output) => {
  const { partner } = readScope(options);
  await report(options, output, async (remote) =>
    remote.call('liftStop', { params: { scope: partner ?? 'everything' } }),
  );
};

async function listStops(options: ConnectOptions, output: Output): Promise<void> {
  const { remote, close } = await connect(options);
  try {
    const { items } = await remote.call('listStops', {});
    output.result(
      () =>
        items.length === 0
          ? 'Nothing is stopped.'
          : table(
              ['stopped', 'since', 'reason'],
              items.map(({ scope, since, reason }) => [scope, since, reason]),
            ),
      { items },
    );
  } finally {
    await close();
  }
}

/** @throws ConsentryError `usage` unless exactly one is named */
function readScope({ grant, partner, everything }: Scope): Scope {
  const named = [grant, partner, everything === true ? 'everything' : undefined];
  if (named.filter((one) => one !== undefined).length !== 1) {
    throw unclear('It is not clear what is meant.');
  }
  return {
    ...(grant !== undefined && { grant }),
    ...(partner !== undefined && { partner }),
    ...(everything === true && { everything }),
  };
}

function unclear(message: string): ConsentryError {
  return new ConsentryError('usage', {
    message,
    remedy: 'Name one: --grant, --partner or --everything, as `--help` shows.',
  });
}

function nameOf({ grant, partner }: Scope): string {
  if (grant !== undefined) return grant;
  return partner === undefined ? 'EVERY grant of this broker' : `every grant of the partner ${partner}`;
}

function wide({ partner }: Scope): { readonly partner: string } | { readonly everything: true } {
  return partner === undefined ? { everything: true } : { partner };
}

async function confirmWide(options: TakeBackOptions, what: string): Promise<void> {
  if (options.grant !== undefined) return;
  await confirmWord(options, 'revoke', `This concerns ${nameOf(readScope(options))}. ${what}`);
}

async function confirmWord({ yes }: TakeBackOptions, word: string, text: string): Promise<void> {
  const remedy = 'Add --yes where nobody can be asked.';
  await confirm({ text, word, given: yes === true ? word : undefined, remedy });
}

/** One that fails does not stop the others; they are told at the end. */
async function purgeAll(remote: Remote, output: Output, scope: Scope): Promise<Report> {
  const revoked = await remote.call('revokeGrants', { body: wide(scope) });
  const grants = await Array.fromAsync(
    listAll((after) => remote.call('listGrants', { query: { limit: pageLimit, after } })),
  );
  const due = grants.filter(
    ({ partner, state, purged }) =>
      state === 'revoked' &&
      (scope.partner === undefined || partner === scope.partner) &&
      purged?.outcome !== 'destroyed',
  );
  const reports: Report[] = [];
  const failed: { readonly grant: (typeof due)[number]; readonly error: ConsentryError }[] = [];
  for (const grant of due) {
    try {
      reports.push(await remote.call('purgeGrant', { params: { id: grant.id } }));
    } catch (error) {
      if (!isConsentryError(error)) throw error;
      failed.push({ grant, error });
      output.note(`${grant.id} could not be purged: ${error.message} ${error.remedy}`);
    }
    const done = reports.length + failed.length;
    if (done % 100 === 0 || done === due.length) output.note(`${done} of ${due.length}`);
  }
  if (failed.length > 0) process.exitCode = 1;
  const unfinished = failed.map(({ grant, error }) => describeFailure(grant.id, error));
  return joinReports(revoked, [...reports, { ...revoked, grants: [], left: unfinished }]);
}

function describeFailure(grant: string, { message, remedy }: ConsentryError): Report['left'][number] {
  return {
    code: 'purge_unfinished',
    text: `The refresh token of ${grant} may still lie in the vault; nothing redeems it. ${message} ${remedy}`,
    actor: 'operator',
    command: `consentry purge --grant ${grant}`,
  };
}

/** What each says that the others do not. */
function joinReports(revoked: Report, reports: readonly Report[]): Report {
  const purged = new Set(reports.flatMap(({ grants }) => grants.map(({ id }) => id)));
  const left = [
    ...revoked.left.filter(({ code }) => code !== 'refresh_token_kept'),
    ...reports.flatMap((one) => one.left),
  ];
  return {
    ...revoked,
    act: 'purge',
    grants: [
      ...revoked.grants.filter(({ id }) => !purged.has(id)),
      ...reports.flatMap(({ grants }) => grants),
    ],
    left: [...new Map(left.map((one) => [`${one.code} ${one.text}`, one])).values()],
  };
}

async function report(
  options: ConnectOptions & { readonly report?: string },
  output: Output,
  act: (remote: Remote) => Promise<Report>,
): Promise<void> {
  // Before anything is done: what cannot be told is not done.
  await using file = options.report === undefined ? undefined : await createPrivateFile(options.report);
  const { remote, close } = await connect(options, { deadlineMs: withinMs });
  try {
    const done = await act(remote);
    await keepReport(file, done);
    output.result(() => describeTakenBack(done), done);
  } finally {
    await close();
  }
}

/** @throws ConsentryError `usage`: what was done stands, and is printed by `--json` */
async function keepReport(file: PrivateFile | undefined, done: Report): Promise<void> {
  try {
    await file?.write(JSON.stringify(done, undefined, 2));
  } catch (cause) {
    throw new ConsentryError('usage', {
      message: 'It was done, but its report could not be written.',
      remedy: 'Do the same again with another --report: nothing is done twice, and the report is made anew.',
      cause,
    });
  }
}
