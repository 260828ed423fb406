import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Fetch, TransportError } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import type { Sandbox, User } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { fetchFrom } from '../../server/test/a-broker.ts';
import type { AppDeps } from '../src/commands/app.ts';
import type { Output } from '../src/terminal/output.ts';

/** A terminal at which an administrator enters every code that is shown. */
export interface SignInTerminal {
  readonly folder: string;
  /** A configuration that names the sandbox's hosts, and no application. */
  readonly config: string;
  readonly notes: readonly string[];
  readonly results: readonly unknown[];
  readonly output: Output;
  readonly deps: AppDeps;
}

export interface SignInTerminalOptions {
  /** What is typed when the plan is shown. Nobody is there unless told. */
  readonly answer?: string;
  /** What is pressed at Microsoft's pages; `away`: nobody enters the code. Accept unless told. */
  readonly decision?: 'accept' | 'cancel' | 'away';
  /** Settings of the configuration. */
  readonly settings?: object;
  /** Runs after each step that was done. */
  readonly onDone?: (count: number) => void;
}

export async function aSignInTerminal(
  t: TestContext,
  sandbox: Sandbox,
  user: User,
  { answer, decision = 'accept', settings = {}, onDone }: SignInTerminalOptions = {},
): Promise<SignInTerminal> {
  const folder = await mkdtemp(join(tmpdir(), 'consentry-app-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, 'set-up.json');
  await writeFile(config, JSON.stringify({ cloud: describeCloud(sandbox), ...settings }));
  const notes: string[] = [];
  const results: unknown[] = [];
  let entering: Promise<unknown> | undefined;
  let done = 0;
  const output: Output = {
    json: answer === undefined,
    results,
    result: (_text, data) => void results.push(data),
    note(text) {
      notes.push(text);
      const [, page, code] = /open {2}(\S+)\n.*code +(\S+)\n/.exec(text) ?? [];
      const isShown = page !== undefined && code !== undefined;
      if (isShown && decision !== 'away') entering = enter({ sandbox, user, decision }, page, code);
      if (text.startsWith('Done: ')) onDone?.((done += 1));
    },
  } as Output & { readonly results: readonly unknown[] };
  const deps: AppDeps = {
    person: { isThere: answer !== undefined, ask: async () => answer ?? '' },
    openPorts: () => ({
      fetch: breakingFetch(sandbox),
      clock: sandbox.clock,
      random: systemRandom,
      timer: {
        elapsed: () => sandbox.clock.now(),
        async wait(ms) {
          sandbox.control.moveClock(ms);
          await entering;
        },
      },
      close: async () => undefined,
    }),
  };
  return { folder, config, notes, results, output, deps };
}

/** A connection that breaks, as it is told over sockets: nobody knows what arrived. */
function breakingFetch(sandbox: Sandbox): Fetch {
  const fetch = fetchFrom(sandbox);
  return async (request) => {
    try {
      return await fetch(request);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new TransportError('reset', { mayHaveArrived: true, message: 'the connection broke' });
    }
  };
}

function describeCloud({ origins }: Sandbox): object {
  return {
    name: 'sandbox',
    loginBaseUrl: origins.login,
    partnerCenterBaseUrl: origins.partnerCenter,
    graphBaseUrl: origins.graph,
    armBaseUrl: origins.arm,
    issuerV1: `${origins.login}/sts/{tenantid}/`,
  };
}

interface Entering {
  readonly sandbox: Sandbox;
  readonly user: User;
  readonly decision: 'accept' | 'cancel';
}

async function enter({ sandbox, user, decision }: Entering, page: string, code: string): Promise<void> {
  const now = () => sandbox.clock.now();
  const person = createPerson({ send: (request) => sandbox.fetch(request), now });
  const { userPrincipalName, password, totpSecret = '' } = user;
  const asked = await person.submit(await person.open(page), { user_code: code });
  const last = await signIn(person, asked, { userPrincipalName, password, totpSecret }, { now, decision });
  assert.equal(last.status, 200, last.text);
}
