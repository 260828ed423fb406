import assert from 'node:assert/strict';
import type { World } from '@consentry/sandbox';
import { partnerTwo, type TestBroker } from './a-broker.ts';

/** What an invitation of the reseller says. */
export const ofReseller = { partner: partnerTwo, partnerKind: 'indirect-reseller' } as const;

/** Partner two is a reseller of an indirect provider, and knows nothing of the application. */
export function asReseller(world: World): void {
  for (const tenant of world.tenants)
    if (tenant.id === partnerTwo) tenant.partnerProgram = 'indirect-reseller';
  for (const user of world.users)
    if (user.tenantId === partnerTwo && user.userPrincipalName.startsWith('service@')) {
      user.groups = [];
      user.directoryRoles = ['Global Reader'];
    }
}

/** An administrator approves, and the account connects, each by its own invitation. */
export async function joinReseller(t: TestBroker): Promise<void> {
  const approved = await t.connect(
    await t.invite({ ...ofReseller, kind: 'approve' }),
    t.user('admin', partnerTwo),
  );
  assert.equal(approved.status, 200, approved.text);
  const connected = await t.connect(await t.invite(ofReseller), t.user('service', partnerTwo));
  assert.equal(connected.status, 200, connected.text);
}
