import { createApis, readTenantId, Secret } from '@consentry/core';
import { createNodeFetch, systemRandom, systemTimer } from '@consentry/core/node';
import { createCredentialSource, createRemote, type Remote } from '@consentry/core/remote';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { readKeyFile } from '../read-key-file.ts';
import { findFreePort } from '../try-out/find-free-port.ts';
import { startTryOut, type TryOut } from '../try-out/start-try-out.ts';

/** One step of the demo, after it happened. */
export interface DemoStep {
  readonly what: string;
  readonly proves: string;
}

export interface DemoUser {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly state: string;
}

export interface DemoResult {
  readonly ok: true;
  /** Tenant ids. */
  readonly partner: string;
  readonly customer: string;
  /** Object id of the account that consented. */
  readonly subject: string;
  readonly amr: readonly string[];
  /** The users of the customer, as Partner Center lists them. */
  readonly users: readonly DemoUser[];
  /** How often the token endpoint was asked, from the sandbox's own books. */
  readonly idpTokenRequests: number;
  readonly secondCallFromCache: boolean;
  readonly elapsedMs: number;
}

/**
 * Carries out the main job: invitation, consent with MFA, custody, tokens, calls. Nothing is simulated on
 * our side: the broker listens, the person's browser is a client that follows forms and redirects.
 *
 * @throws Error when a step does not end as it must
 */
export async function runDemo(tell: (step: DemoStep) => void): Promise<DemoResult> {
  const startedAt = performance.now();
  const tryOut = await startTryOut({ publicPort: await findFreePort(), apiPort: await findFreePort() });
  const fetchApi = createNodeFetch({ allowLocal: true });
  try {
    const { cast } = tryOut;
    const operator = await remoteWith(tryOut, await readKeyFile(tryOut.broker.operatorKeyFile));
    const { url } = await operator.call('createInvitation', {
      body: { partner: cast.partner.id, partnerName: cast.partner.name },
    });
    tell({
      what: `The operator invited ${cast.partner.name}.`,
      proves: `The link pins tenant ${cast.partner.id}; opening it changes nothing.`,
    });
    await consent(tryOut, url, tell);

    const { items } = await operator.call('listGrants', {});
    const [grant] = items;
    must(grant !== undefined && items.length === 1, 'exactly one grant is stored');
    tell({
      what: `The broker checked the answer, redeemed the code and sealed the refresh token (${grant.id}).`,
      proves: `amr says ${grant.amr.join(' + ')}, so Partner Center will accept its tokens; the link is spent.`,
    });

    const { key } = await operator.call('addCaller', {
      body: {
        name: 'demo',
        policy: { partners: [cast.partner.id], customers: 'all', resources: ['partner-center', 'graph'] },
      },
    });
    const program = await remoteWith(tryOut, Secret.of(key));
    const partnerCenter = { partner: cast.partner.id, resource: 'partner-center' } as const;
    const graph = { partner: cast.partner.id, customer: cast.customer.id, resource: 'graph' } as const;
    const first = await program.call('acquireToken', { body: partnerCenter });
    const inCustomer = await program.call('acquireToken', { body: graph });
    const second = await program.call('acquireToken', { body: graph });
    must(
      first.tenant === cast.partner.id && inCustomer.tenant === cast.customer.id,
      'each token is of its own tenant',
    );
    tell({
      what: `A program asked for tokens: Partner Center, and Graph in ${cast.customer.name}’s tenant.`,
      proves: `One grant, two tenants: ${first.tenant} and ${inCustomer.tenant}. Asked again, the token came ${second.fromCache ? 'from the cache' : 'anew'}.`,
    });

    const apis = createApis({ fetch: fetchApi, timer: systemTimer, random: systemRandom }, (target) =>
      createCredentialSource(program, target),
    );
    const partner = readTenantId(cast.partner.id);
    const customer = readTenantId(cast.customer.id);
    const users = await Array.fromAsync(
      apis.partnerCenter({ partner }, { pageSize: 10 }).customerUsers(customer),
    );
    const graphUsers = await Array.fromAsync(apis.graph({ partner, customer }, { pageSize: 10 }).users());
    must(
      users.length > 10 && users.length === graphUsers.length,
      'both list the same users, over several pages',
    );
    tell({
      what: `Partner Center listed ${users.length} users of ${cast.customer.name}; Graph in that tenant listed ${graphUsers.length}.`,
      proves: 'The paths behind one consent work to the last page.',
    });
    return {
      ok: true,
      partner: cast.partner.id,
      customer: cast.customer.id,
      subject: grant.subject,
      amr: grant.amr,
      users: users.map(({ id, userPrincipalName = '', displayName = '', state = '' }) => ({
        id,
        userPrincipalName,
        displayName,
        state,
      })),
      idpTokenRequests: tryOut.sandbox.ledger.tokenRequests().length,
      secondCallFromCache: second.fromCache,
      elapsedMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    await fetchApi.close();
    await tryOut.close();
  }
}

async function consent(
  { sandbox, cast }: TryOut,
  invitation: string,
  tell: (step: DemoStep) => void,
): Promise<void> {
  const person = createPerson({ send: (request) => fetch(request) });
  const page = await person.open(invitation);
  must(page.status === 200, 'the invitation opens');
  const signInPage = await person.submit(page);
  const { userPrincipalName, password, totpSecret } = cast.serviceAccount;
  const result = await signIn(
    person,
    signInPage,
    { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) },
    { now: () => sandbox.clock.now() },
  );
  must(result.status === 200, `the result page answers 200, not ${result.status}: ${result.text}`);
  tell({
    what: `${userPrincipalName} opened it, pressed the button, signed in with a password and a one-time code, and consented.`,
    proves: 'The answer came back as a cross-site form post, in the browser that pressed the button.',
  });
}

async function remoteWith({ broker }: TryOut, key: Secret<string>): Promise<Remote> {
  return createRemote({ baseUrl: broker.apiUrl, key, send: (request) => fetch(request) });
}

function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`The demo failed: it does not hold that ${what}.`);
}
