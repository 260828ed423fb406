import assert from 'node:assert/strict';
import type { RequestOf } from '@consentry/core/contract';
import type { User, World } from '@consentry/sandbox';
import { type Page, type Person, signIn, type SignInOptions } from '@consentry/sandbox/person';
import { aBroker, customerD, type TestBroker, type TestBrokerOptions } from './a-broker.ts';

/** The redirect URIs of a customer's consent. */
export const answerUri = 'http://localhost:44395/consent/customer';
export const signInUri = `${answerUri}/sign-in`;

export const graphUri = 'https://graph.microsoft.com';
/** What is on the registration and wanted, unless a test says otherwise. */
export const wanted = [{ resource: 'graph', application: ['Device.Read.All'], delegated: [] }] as const;

/** Nobody in customer D consented, and the application is not there; its administrator may. */
function untouched(world: World): void {
  for (const application of world.applications) {
    application.requiredRoles = [{ resource: graphUri, roles: ['Device.Read.All'] }];
  }
  world.servicePrincipals = world.servicePrincipals.filter(({ tenantId }) => tenantId !== customerD);
  world.consents = world.consents.filter(({ tenantId }) => tenantId !== customerD);
  for (const user of world.users) {
    if (user.tenantId === customerD && user.userPrincipalName.startsWith('user01@')) {
      user.directoryRoles = ['Global Administrator'];
    }
  }
}

/** What makes a broker ask administrators of customers. */
export function forCustomers(options: TestBrokerOptions = {}): TestBrokerOptions {
  const adminConsent = { endpoints: 'v2', permissions: wanted, excluded: [] } as const;
  return {
    ...options,
    config: { adminConsent, ...options.config },
    world(made) {
      untouched(made);
      options.world?.(made);
    },
  };
}

export const aBrokerForCustomers = (options?: TestBrokerOptions): Promise<TestBroker> =>
  aBroker(forCustomers(options));

type Body = Partial<RequestOf<'createInvitation'>['body']>;

/** A link for an administrator of customer D. */
export const inviteCustomer = (t: TestBroker, body: Body = {}): Promise<string> =>
  t.invite({ kind: 'customer', customer: customerD, partnerName: 'Contoso', ...body });

/** A link for whichever customer signs in. */
export const inviteAnyone = (t: TestBroker, body: Body = {}): Promise<string> =>
  t.invite({ kind: 'customer', ...body });

/** Opens the link, presses the button, and signs in as the administrator of customer D unless told otherwise. */
export async function consent(
  t: TestBroker,
  invitation: string,
  options: SignInOptions & { person?: Person; user?: User } = {},
): Promise<Page> {
  const { user = t.user('user01', customerD), person = t.person(), ...rest } = options;
  const page = await t.connect(invitation, user, { person, ...rest });
  // After the sign-in of an unknown customer the browser is at Microsoft's page again.
  if (page.forms.length === 0) return page;
  return signIn(person, page, user, { now: () => t.sandbox.clock.now(), ...rest });
}

/** Presses the button, and goes nowhere. @returns where the browser would go, the state in it, and the cookie that it has now */
export async function pressed(t: TestBroker, invitation: string) {
  const response = await t.press(invitation, new URL(answerUri).origin);
  const address = /content="0;url=([^"]+)"/.exec(await response.text())?.[1]?.replaceAll('&amp;', '&');
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  const url = new URL(address ?? assert.fail('the browser is sent nowhere'));
  return { url, state: url.searchParams.get('state') ?? '', cookie: cookie ?? '' };
}

/** Opens an address of the broker with a cookie. */
export async function open(t: TestBroker, url: string, cookie?: string) {
  const response = await t.send(new Request(url, { headers: cookie === undefined ? {} : { cookie } }));
  return { status: response.status, html: await response.text() };
}

/** An answer that nobody at Microsoft gave. */
export function anAnswer(state: string, fields: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ admin_consent: 'True', tenant: customerD, state, ...fields });
  return `${answerUri}?${query.toString()}`;
}

/** The only row, as the operator sees it. */
export async function theConsent(t: TestBroker) {
  const { items } = await t.operator.call('listAdminConsents', { query: {} });
  assert.equal(items.length, 1);
  return items[0] ?? assert.fail();
}

/** What the audit says of customers, newest last. */
export async function customerEvents(t: TestBroker) {
  const told = (await t.events()).filter(
    ({ type }) => type.startsWith('customer.') || type === 'consent.refused',
  );
  return told.toReversed();
}
