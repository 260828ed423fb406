import { readFileSync } from 'node:fs';
import { readTenantId, Secret, type TenantId } from '@consentry/core';
import { createRemote, type Remote } from '@consentry/core/remote';
import type { Sandbox, User } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { asFetch } from '@consentry/server';
import { operatorUrl, type PlacedBroker, publicUrl } from './place.ts';

/** A partner, its service account, and a customer of its own or more. */
export interface Partner {
  readonly tenant: TenantId;
  readonly account: User;
  readonly customers: readonly TenantId[];
}

/** The partners of the world. */
export function listPartners({ world }: Sandbox): readonly Partner[] {
  return world.tenants
    .filter(({ kind }) => kind === 'partner')
    .map(({ id }) => {
      const account = world.users.find(
        ({ tenantId, userPrincipalName }) => tenantId === id && userPrincipalName.startsWith('service@'),
      );
      if (account === undefined) throw new TypeError(`the world has no service account in ${id}`);
      const customers = world.relationships.filter(({ partnerTenantId }) => partnerTenantId === id);
      return {
        tenant: readTenantId(id),
        account,
        customers: customers.map(({ customerTenantId }) => readTenantId(customerTenantId)),
      };
    });
}

/** Who calls a broker's API in its own process. */
export function remoteOf({ app }: Pick<PlacedBroker, 'app'>, key: string): Remote {
  return createRemote({ baseUrl: operatorUrl, key: Secret.of(key), send: asFetch(app.api, '192.0.2.8') });
}

export function operatorOf(broker: PlacedBroker): Remote {
  const lines = readFileSync(broker.store.operatorKeyFile, 'utf8').split('\n');
  return remoteOf(broker, lines.find((line) => line !== '' && !line.startsWith('#')) ?? '');
}

/** A person opens an invitation and signs in as the partner's service account. */
export async function connectPartner(
  broker: PlacedBroker,
  sandbox: Sandbox,
  { tenant, account }: Partner,
): Promise<void> {
  const { url } = await operatorOf(broker).call('createInvitation', { body: { partner: tenant } });
  const now = (): number => sandbox.clock.now();
  const send = (request: Request): Promise<Response> =>
    new URL(request.url).origin === publicUrl
      ? asFetch(broker.app.public, '192.0.2.7')(request)
      : sandbox.services.login(request);
  const person = createPerson({ send, now });
  const { userPrincipalName, password, totpSecret } = account;
  const known = { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) };
  const page = await signIn(person, await person.submit(await person.open(url)), known, { now });
  if (page.status !== 200) throw new Error(`${userPrincipalName} could not connect: ${page.text}`);
}

/** @returns the key of a caller who may have tokens of all partners */
export async function addCaller(broker: PlacedBroker, partners: readonly Partner[]): Promise<string> {
  const { key } = await operatorOf(broker).call('addCaller', {
    body: {
      name: 'load',
      policy: {
        partners: partners.map(({ tenant }) => tenant),
        customers: 'all',
        partnerTenant: true,
        resources: ['partner-center', 'graph'],
        // They ask as fast as they can.
        rate: { perMinute: 6_000_000 },
      },
    },
  });
  return key;
}
