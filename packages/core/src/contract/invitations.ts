import { z } from 'zod';
import { tenantOrDomain } from './admin-consent.ts';
import { beginning, guid, instant, invitationId, page, partnerKind, tenant } from './wire.ts';

const state = z.enum(['open', 'spent', 'expired', 'revoked']).meta({
  description: 'spent: something came of it. revoked: an operator took it back.',
});

/** An invitation, without its link: that is shown once, to who made it. */
export const invitation = z.object({
  id: invitationId,
  kind: z.enum(['connect', 'approve', 'customer']),
  state,
  partner: tenant,
  partnerName: z.string().optional(),
  partnerKind: partnerKind.optional(),
  account: z.string().optional(),
  accountId: guid.optional(),
  acceptsUnknownMfa: z.boolean(),
  challengedBy: tenant.optional(),
  customer: tenant.optional().meta({ description: 'Whose administrator is asked, where that is known.' }),
  customerName: z.string().optional(),
  allowed: z.array(tenantOrDomain).optional(),
  resources: z.array(z.string()).optional(),
  createdAt: instant,
  expiresAt: instant,
  spentAt: instant.optional(),
  revokedAt: instant.optional(),
});

export const invitationQuery = page.extend({
  state: state.optional(),
  partner: tenant.optional(),
  begins: beginning.optional().meta({
    description: 'How the partner’s name, its tenant id or an account begins. Case does not matter.',
  }),
});
