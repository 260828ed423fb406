import { ConsentryError, isConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { systemTimer } from '@consentry/core/node';
import { type AccountTested, awaitAccountTest, forOperator } from '../await-account-test.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import type { Run } from '../run.ts';
import { plain } from '../terminal/plain.ts';

export interface TestMfaOptions extends ConnectOptions {
  readonly partner: string;
  readonly account?: string;
  readonly accountId?: string;
  readonly deviceCode?: boolean;
}

/**
 * Has an account sign in, and says whether that took MFA, as `Test-PartnerSecurityRequirement` does, and if not, why. Ends with 1
 * unless it passes. Nothing of the sign-in is kept but the record of it. What the person needs is shown on standard error, so that
 * it does not get into a file with the result.
 *
 * @throws ConsentryError `usage`; those of `connect` and of the calls; what ended the sign-in
 */
export const testMfa: Run<TestMfaOptions> = async (options, output) => {
  requireWay(options);
  const { remote, close } = await connect(options);
  try {
    const { partner: tenant, account, accountId, deviceCode } = options;
    const way = deviceCode === true ? 'device-code' : 'browser';
    const body = { tenant, way, account, accountId } as const;
    const started = await remote.call('startAccountTest', { body }).catch((error: unknown) => {
      throw isConsentryError(error) ? forOperator(error) : error;
    });
    output.note(describeStart(started));
    const tested = await awaitAccountTest(remote, started, (ms) => systemTimer.wait(ms));
    output.result(() => describeTest(tested), tested);
    if (tested.result !== 'pass') process.exitCode = 1;
  } finally {
    await close();
  }
};

/** @throws ConsentryError `usage` */
function requireWay({ data, deviceCode, account }: TestMfaOptions): void {
  if (data !== undefined && deviceCode !== true) {
    throw new ConsentryError('usage', {
      message: 'The browser needs a running broker to come back to, and --data works without one.',
      remedy: 'Start the broker with `consentry serve` and leave --data out, or write --device-code.',
    });
  }
  if (account !== undefined && deviceCode === true) {
    throw new ConsentryError('usage', {
      message: 'A device code fills in no user name.',
      remedy: 'Leave --account out. To let one account pass alone, name its object id with --account-id.',
    });
  }
}

function describeStart(started: AnswerOf<'startAccountTest'>): string {
  const { url = '', verificationUrl = '', userCode = '', expiresAt, way } = started;
  const steps =
    way === 'browser'
      ? [
          'Open this link in a browser, as the account that is to be tested, best in a private window:',
          '',
          `  ${plain(url)}`,
        ]
      : [
          `On a machine with a browser, open  ${plain(verificationUrl)}`,
          `and enter the code                 ${plain(userCode)}`,
          '',
          'Enter it only because you started this just now, and give it to nobody but the person beside you.',
        ];
  const left = 'Nothing of the sign-in is kept but how it was made.';
  return [...steps, '', left, `Waiting until ${expiresAt}. Stop with Ctrl-C.`].join('\n');
}

const marks = { pass: 'PASS', fail: 'FAIL', probably: 'NOT CERTAIN' } as const;

/** The verdict first: whoever is tired reads one line. */
export function describeTest(tested: AccountTested): string {
  const { result, explanation, remedy, tenant, subject, amr, cmdlet, testedAt, reason } = tested;
  const rows = [
    ['account', subject],
    ['tenant', tenant],
    ['amr', amr === undefined ? 'the token does not tell' : amr.map(plain).join(', ') || 'empty'],
    ['reason', reason],
    ['cmdlet', `Test-PartnerSecurityRequirement says ${cmdlet}`],
    ['tested', testedAt],
  ] as const;
  return [
    `${marks[result]}  ${explanation}`,
    ...(result === 'pass' ? [] : [`To do: ${remedy}`]),
    '',
    ...rows.map(([name, value]) => `${name.padEnd(7)}  ${value}`),
  ].join('\n');
}
