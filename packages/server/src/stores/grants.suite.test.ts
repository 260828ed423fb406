import { createId, digest, Secret } from '@consentry/core';
import { testGrantStore } from '../../../core/test/grant-store-suite.ts';
import { anInvitation, aStore, random } from '../../test/a-store.ts';

for (const kind of ['sqlite', 'postgres'] as const) {
  testGrantStore(`the store of grants in the database (${kind})`, async (t) => {
    const { grants, invitations, flows } = await aStore(t, kind);
    return {
      grants,
      invite: (id) => invitations.add(anInvitation({ id }), Secret.of(id)),
      spentAt: async (id) => (await invitations.find(id))?.spentAt,
      async changes() {
        const id = createId('InvitationId', random);
        await invitations.add(anInvitation({ id }), Secret.of(id));
        const asked = { verifier: undefined, nonceDigest: undefined, browserDigest: '' };
        const times = { startedAt: 1, expiresAt: 2, finishedAt: undefined };
        await flows.add(digest(id), { invitation: id, purpose: 'connect', ...asked, ...times });
        return (await flows.find(digest(id)))?.changesBefore ?? -1;
      },
    };
  });
}
