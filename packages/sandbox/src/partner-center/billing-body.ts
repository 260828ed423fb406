import { z } from 'zod';

const line = z.string().nullish();
/** The whole profile, as it is replaced. */
export const billingBody = z.object({
  firstName: line,
  lastName: line,
  email: line,
  culture: line,
  language: line,
  companyName: z.string().min(1),
  defaultAddress: z.object({
    country: z.string().regex(/^[A-Za-z]{2}$/, 'must be a country code of two letters'),
    region: line,
    city: z.string().min(1),
    state: line,
    addressLine1: z.string().min(1),
    addressLine2: line,
    postalCode: line,
    firstName: line,
    lastName: line,
    phoneNumber: line,
  }),
});

/** What a partner may change of a customer's billing profile. */
export type BillingProfile = z.infer<typeof billingBody>;

/** The billing profiles that were changed, by the customer's tenant. They are no part of the world and live in memory. */
export type BillingProfiles = Map<string, BillingProfile>;
