import { Secret } from '@consentry/core';
import { testGrantStore } from '../../../core/test/grant-store-suite.ts';
import { anInvitation, aStore } from '../../test/a-store.ts';

for (const kind of ['sqlite', 'postgres'] as const) {
  testGrantStore(`the store of grants in the database (${kind})`, async (t) => {
    const { grants, invitations } = await aStore(t, kind);
    return {
      grants,
      invite: (id) => invitations.add(anInvitation({ id }), Secret.of(id)),
      spentAt: async (id) => (await invitations.find(id))?.spentAt,
    };
  });
}
