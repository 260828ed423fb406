import { readFileSync } from 'node:fs';
import { createRemote, type Remote, Secret } from '@consentry/core/remote';
import { createPerson, signIn } from '@consentry/sandbox/person';
import type { Partner } from './find-partners.ts';
import type { BrokerReady } from './messages.ts';

/** Who calls a broker over the network. */
export function remoteOf({ apiUrl }: Pick<BrokerReady, 'apiUrl'>, key: string): Remote {
  return createRemote({ baseUrl: apiUrl, key: Secret.of(key), send: (request) => fetch(request) });
}

export function operatorOf(broker: BrokerReady): Remote {
  return remoteOf(broker, readOperatorKey(broker));
}

export function readOperatorKey({ operatorKeyFile }: Pick<BrokerReady, 'operatorKeyFile'>): string {
  const lines = readFileSync(operatorKeyFile, 'utf8').split('\n');
  return lines.find((line) => line !== '' && !line.startsWith('#')) ?? '';
}

/** A person opens an invitation and signs in as the partner's service account. */
export async function connectPartner(broker: BrokerReady, { tenant, account }: Partner): Promise<void> {
  const { url } = await operatorOf(broker).call('createInvitation', { body: { partner: tenant } });
  const person = createPerson({ send: (request) => fetch(request) });
  const page = await signIn(person, await person.open(url), account);
  if (page.status !== 200) throw new Error(`${account.userPrincipalName} could not connect: ${page.text}`);
}

/** @returns the key of a caller that may have tokens of these partners and all their customers */
export async function addCaller(broker: BrokerReady, partners: readonly string[]): Promise<string> {
  const { key } = await operatorOf(broker).call('addCaller', {
    body: {
      name: 'bench',
      policy: {
        partners: [...partners],
        customers: 'all',
        partnerTenant: true,
        resources: ['partner-center', 'graph'],
        // The most that a policy takes: the broker is measured, not its brake.
        rate: { perMinute: 6_000_000 },
      },
    },
  });
  return key;
}
