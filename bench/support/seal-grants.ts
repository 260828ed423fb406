import { readObjectId, readTenantId, seal, Secret } from '@consentry/core';
import {
  createNodeFetch,
  createSystemMemory,
  systemClock,
  systemRandom,
  systemTimer,
} from '@consentry/core/node';
import { type BrokerConfig, createLog, openBroker } from '@consentry/server';

const scopes = ['https://api.partnercenter.microsoft.com/user_impersonation'];

/** The tenant of a partner, by number. */
export function partnerTenant(number: number): string {
  return `20000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Fills the store of a broker that does not run with grants, as if so many partners had consented. */
export async function sealGrants(config: BrokerConfig, count: number): Promise<void> {
  const fetch = createNodeFetch({ allowLocal: true });
  const [clock, random] = [systemClock, systemRandom];
  const broker = await openBroker(config, {
    fetch,
    fetchStream: fetch.stream,
    clock,
    random,
    timer: systemTimer,
    memory: createSystemMemory(),
    log: createLog('warn'),
  });
  const { store, vault } = broker;
  const deps = { vault: vault.vault, grants: store.grants, clock, random };
  const sealOne = async (number: number): Promise<void> => {
    const partner = readTenantId(partnerTenant(number));
    const subject = readObjectId(`40000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`);
    const grant = {
      partner,
      subject,
      username: 'service@contoso.example',
      displayName: 'Service account',
      application: config.application.id,
      scopes,
      amr: ['pwd', 'mfa'],
      mfa: 'confirmed',
      consentedAt: clock.now(),
      directoryRoles: [],
      refreshToken: Secret.of('1.'.padEnd(1200, 'z')),
    } as const;
    const record = async (): Promise<void> => undefined;
    await seal(deps, grant, { record, changesBefore: 0 });
  };
  for (let number = 0; number < count; number++) await sealOne(number);
  await broker.close();
  await fetch.close();
}
