import { createInterface } from 'node:readline';
import { isConsentryError, withWords } from '@consentry/core';
import { createRemote, type Remote } from '@consentry/core/remote';
import { totp } from '@consentry/sandbox/person';
import { readKeyFile } from '../read-key-file.ts';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';
import { type Connected, connectOther, removeKeyFile } from '../try-out/connect-other.ts';
import { startTryOut, type TryOut } from '../try-out/start-try-out.ts';
import { untilStopped } from '../until-stopped.ts';
import { readPort } from './read-port.ts';

export interface UpOptions {
  readonly publicPort: string;
  readonly apiPort: string;
  /** Where the key of a program goes, as long as it runs. */
  readonly keyOut: string;
}

/**
 * Starts a sandbox and a broker together and prints everything that a person needs to click through. One partner is
 * connected already, so that the first token is one command away; the other is invited.
 */
export const up: Run<UpOptions> = async (options, output) => {
  const ports = { publicPort: readPort(options.publicPort), apiPort: readPort(options.apiPort) };
  const tryOut = await startTryOut(ports).catch((error: unknown) => {
    throw retell(error);
  });
  const close = async (): Promise<void> => {
    await removeKeyFile(options.keyOut).catch(() => undefined);
    await tryOut.close();
  };
  // Before anything is out: whoever reads it may stop us at once.
  output.ifInterrupted?.(undefined);
  const stopPrinting = output.json ? () => undefined : printCodesOnEnter(tryOut);
  const stopped = untilStopped({
    async close() {
      stopPrinting();
      await close();
    },
  });
  try {
    const operator = await connectAsOperator(tryOut);
    const connected = await connectOther(tryOut, operator, options.keyOut);
    const invitation = await invite(tryOut, operator);
    output.result(() => describe(tryOut, invitation, connected), {
      invitation,
      connected,
      publicUrl: tryOut.broker.publicUrl,
      apiUrl: tryOut.broker.apiUrl,
      operatorKeyFile: tryOut.broker.operatorKeyFile,
      partner: tryOut.cast.partner.id,
      customer: tryOut.cast.customer.id,
      origins: tryOut.sandbox.origins,
      controlToken: tryOut.sandbox.controlToken,
      accounts: accounts(tryOut),
    });
  } catch (error) {
    stopPrinting();
    await close();
    throw error;
  }
  await stopped;
};

/** A broker names its settings, and here are none: the ports are options. */
function retell(error: unknown): unknown {
  if (!isConsentryError(error, 'invalid_configuration')) return error;
  return withWords(error, {
    message: error.message,
    remedy: 'Stop what uses the port, or choose another with --public-port or --api-port.',
  });
}

async function connectAsOperator({ broker }: TryOut): Promise<Remote> {
  return createRemote({
    baseUrl: broker.apiUrl,
    key: await readKeyFile(broker.operatorKeyFile),
    send: (request) => fetch(request),
  });
}

async function invite({ cast }: TryOut, operator: Remote): Promise<string> {
  const { url } = await operator.call('createInvitation', {
    body: {
      partner: cast.partner.id,
      partnerName: cast.partner.name,
      account: cast.serviceAccount.userPrincipalName,
    },
  });
  return url;
}

interface Account {
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly password: string;
  readonly totpSecret?: string;
  /** Works for about half a minute. */
  readonly oneTimeCode?: string;
}

/** The people of the partner tenants. They exist in this sandbox only. */
function accounts({ sandbox }: TryOut): Account[] {
  const { world, clock } = sandbox;
  const partners = new Set(world.tenants.filter(({ kind }) => kind === 'partner').map(({ id }) => id));
  return world.users
    .filter(({ tenantId }) => partners.has(tenantId))
    .map(({ userPrincipalName, displayName, password, totpSecret }) => ({
      userPrincipalName,
      displayName,
      password,
      ...(totpSecret === undefined ? {} : { totpSecret, oneTimeCode: totp(totpSecret, clock.now()) }),
    }));
}

function accountTable(tryOut: TryOut): string {
  return table(
    ['account', 'password', 'one-time code', 'TOTP secret'],
    accounts(tryOut).map((account) => [
      account.userPrincipalName,
      account.password,
      account.oneTimeCode ?? 'none',
      account.totpSecret ?? '',
    ]),
  );
}

/** One-time codes live for half a minute, so Enter prints new ones. Only where a person sits. */
function printCodesOnEnter(tryOut: TryOut): () => void {
  if (!process.stdin.isTTY) return () => undefined;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => process.stdout.write(`${accountTable(tryOut)}\n`));
  // While lines are read, Ctrl+C comes here and not to the process.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  return () => lines.close();
}

function describe(tryOut: TryOut, invitation: string, { partner, customer, keyFile }: Connected): string {
  const { broker, sandbox, cast } = tryOut;
  return `Consentry is up, with a sandbox of Microsoft’s cloud. Everything lives in this process; Ctrl+C ends it.

${cast.other.partner.name} is connected. A token for ${cast.other.customer.name}, in another terminal:

  npx consentry token --url ${broker.apiUrl} --key-file ${keyFile} --plain \\
    --partner ${partner} --customer ${customer} --resource graph

${cast.partner.name} is invited. Open this invitation and sign in as ${cast.serviceAccount.userPrincipalName}:

  ${invitation}

Accounts of the sandbox. The one-time codes change every 30 seconds: press Enter for new ones.

${accountTable(tryOut)}

Afterwards, in another terminal:

  export CONSENTRY_URL=${broker.apiUrl}
  export CONSENTRY_KEY_FILE=${broker.operatorKeyFile}
  PARTNER=${cast.partner.id} CUSTOMER=${cast.customer.id}
  npx consentry dashboard
  npx consentry grants
  npx consentry caller add --name try-out --partner $PARTNER --customer all --resource partner-center graph --key-out caller.key
  export CONSENTRY_KEY_FILE=caller.key
  npx consentry call --partner $PARTNER --resource partner-center --path "/v1/customers/$CUSTOMER/users?size=10" --all
  npx consentry call --partner $PARTNER --customer $CUSTOMER --resource graph --path /v1.0/users --all

Broker    pages ${broker.publicUrl}   API ${broker.apiUrl}
Sandbox   login ${sandbox.origins.login}   Partner Center ${sandbox.origins.partnerCenter}   Graph ${sandbox.origins.graph}`;
}
