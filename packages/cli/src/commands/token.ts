import { ConsentryError, resolvePath } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type ConnectOptions, connect } from '../connect.ts';
import type { Run } from '../run.ts';
import { readDuration } from './read-duration.ts';
import { describeToken, formatForCurl, formatForPowerShell } from './token-formats.ts';

export interface TargetOptions extends ConnectOptions {
  readonly partner: string;
  readonly customer?: string;
  readonly resource: string;
}

export interface TokenOptions extends TargetOptions {
  readonly scope?: string[];
  readonly minLifetime?: string;
  readonly access?: 'delegated' | 'app-only';
  /** A new token, whatever the broker has. */
  readonly force?: boolean;
  /** The token alone, also on a terminal. */
  readonly plain?: boolean;
  readonly format?: 'curl' | 'powershell';
  /** Path and query of a request, for a format that carries its URL. */
  readonly path?: string;
}

/**
 * Gives a token to the next program: alone, so that it can be put into a variable, or in a form that this program reads
 * from its standard input. With `--json` the whole answer. A terminal is looked at and scrolled back, so without a word
 * on the form it is told everything but the token.
 */
export const token: Run<TokenOptions> = async (options, output) => {
  if (options.path !== undefined && options.format === undefined) {
    throw new ConsentryError('usage', {
      message: 'A path is of no use to a token alone.',
      remedy: 'Give --path together with --format; or make the request with `consentry call`.',
    });
  }
  const { partner, customer, resource, scope, minLifetime, access, force } = options;
  const minimumLifetimeMs = minLifetime === undefined ? undefined : readDuration(minLifetime);
  const { remote, close } = await connect(options);
  try {
    const answer = await remote.call('acquireToken', {
      body: { partner, customer, resource, access, force, scopes: scope, minimumLifetimeMs },
    });
    const isHidden =
      output.isTerminal === true && !output.json && options.plain !== true && options.format === undefined;
    output.result(() => (isHidden ? describeToken(answer) : format(answer, options)), answer);
    if (isHidden)
      output.note(
        'The token is not shown on a terminal. Send it into a pipe or a variable, or give --plain.',
      );
  } finally {
    await close();
  }
};

function format(answer: AnswerOf<'acquireToken'>, options: TokenOptions): string {
  const url = options.path === undefined ? undefined : resolvePath(answer.baseUrl, options.path);
  if (options.format === 'curl') return formatForCurl(answer, url);
  return options.format === 'powershell' ? formatForPowerShell(answer, url) : answer.accessToken;
}
