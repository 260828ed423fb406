import { z } from 'zod';
import { findTenant } from '../world/find.ts';
import { ApiFault } from './api-fault.ts';
import { getUser } from './authorize-call.ts';
import { CommerceFault } from './commerce-fault.ts';
import { findCustomer } from './find-customer.ts';
import { writeCollection } from './paging.ts';
import { partnerNumber } from './profiles.ts';
import { readBody } from './read-body.ts';
import type { Agreement } from './records.ts';
import type { Call, Route } from './route.ts';

const TEMPLATES = [
  {
    templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
    agreementType: 'MicrosoftCustomerAgreement',
    agreementLink: 'https://aka.ms/customeragreement',
    versionRank: 1,
  },
  {
    templateId: '998b88de-aa99-4388-a42c-1b3517d49490',
    agreementType: 'MicrosoftCloudAgreement',
    agreementLink: 'https://learn.microsoft.com/partner-center/agreements',
    versionRank: 0,
  },
] as const;

const line = z.string().min(1);
const agreementBody = z.object({
  primaryContact: z.object({
    firstName: line,
    lastName: line,
    email: z.email(),
    phoneNumber: z.string().nullish(),
  }),
  templateId: line,
  dateAgreed: line.refine((text) => !Number.isNaN(Date.parse(text)), 'must be a date'),
  type: z.enum(['MicrosoftCustomerAgreement', 'MicrosoftCloudAgreement']),
});

const PATH = '/v1/customers/:customer/agreements';

/** Agreements: their templates, what customers agreed to, and the partner's own. */
export const agreementRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/agreements',
    answer: ({ request, url }) => writeCollection(request, TEMPLATES.filter(isOfType(url, 'agreementType'))),
  },
  {
    method: 'GET',
    path: PATH,
    answer: (call) => {
      const wanted = call.url.searchParams.get('agreementType');
      const known = agreementsOf(call).filter(({ type }) => wanted === null || type === wanted);
      return writeCollection(call.request, known);
    },
  },
  {
    method: 'POST',
    path: PATH,
    audit: { resourceType: 'agreement', operationType: 'create_agreement' },
    answer: confirmAgreement,
  },
  {
    method: 'GET',
    path: '/v1/customers/:customer/directSignedMicrosoftCustomerAgreementStatus',
    answer: (call) => {
      agreementsOf(call);
      // Nobody signs at Microsoft itself in the sandbox.
      return { isSigned: false };
    },
  },
  { method: 'GET', path: '/v1/compliance/csp/agreementstatus', isAppOnly: true, answer: getPartnerAgreement },
];

/** @throws CommerceFault 400/600061 it was confirmed before; ApiFault 400/800002 body, or a template of another type */
function confirmAgreement(call: Call): object {
  const known = agreementsOf(call);
  const wanted = readBody(call.body, agreementBody);
  const template = TEMPLATES.find(({ templateId }) => templateId === wanted.templateId.toLowerCase());
  if (template?.agreementType !== wanted.type) {
    throw new ApiFault(400, '800002', 'Invalid request input: templateId is not of this type of agreement.');
  }
  if (known.some(({ templateId }) => templateId === template.templateId)) {
    const message = 'The partner confirmed this agreement for the customer already.';
    throw new CommerceFault(400, 600061, 'PartnerConfirmedAgreementAlreadyExists', message);
  }
  const { agreementLink, templateId } = template;
  const agreement = { ...wanted, templateId, userId: getUser(call.caller).objectId, agreementLink };
  call.state.agreements.set(customerIdOf(call), [...known, agreement]);
  return agreement;
}

/** @throws ApiFault 400/800002 neither `mpnId` nor `tenantId`; 404/60003 another partner's */
function getPartnerAgreement({ parts, caller, url }: Call): object {
  const [mpnId, tenantId] = [url.searchParams.get('mpnId'), url.searchParams.get('tenantId')];
  if (mpnId === null && tenantId === null) {
    throw new ApiFault(400, '800002', 'Invalid request input: mpnId or tenantId is needed.');
  }
  const isOwn =
    tenantId === null
      ? mpnId === partnerNumber(caller.partner.id)
      : findTenant(parts.world, tenantId)?.id === caller.partner.id;
  if (isOwn) return { isSigned: true };
  throw new ApiFault(404, '60003', 'Tenant not found.');
}

function agreementsOf(call: Call): readonly Agreement[] {
  return call.state.agreements.get(customerIdOf(call)) ?? [];
}

/** @throws ApiFault 403/20002 not a customer */
function customerIdOf({ parts, caller, params }: Call): string {
  return findCustomer(parts, caller, params['customer'] ?? '').customer.id;
}

function isOfType(url: URL, name: string): (one: { agreementType: string }) => boolean {
  const wanted = url.searchParams.get(name);
  return ({ agreementType }) => wanted === null || wanted === '*' || agreementType === wanted;
}
