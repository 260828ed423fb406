import type { Contact, Resource } from './resource.ts';

/** @see Partner Center REST, "Agreement metadata resources" (2022-06), which says `type`; its example says `agreementType` */
export interface AgreementMetadata extends Resource {
  readonly templateId?: string;
  readonly agreementType?: string;
  readonly type?: string;
  readonly agreementLink?: string;
  readonly versionRank?: number;
}

/** That a customer accepted. @see Partner Center REST, "Agreement resources" (2020-02) */
export interface Agreement extends Resource {
  readonly templateId?: string;
  readonly type?: string;
  readonly userId?: string;
  readonly primaryContact?: Contact;
  readonly dateAgreed?: string;
  readonly agreementLink?: string;
}

/** @see Partner Center REST, "Confirm customer acceptance of Microsoft Customer Agreement" (2023-10) */
export interface NewAgreement {
  readonly templateId: string;
  readonly type: 'MicrosoftCustomerAgreement';
  readonly primaryContact: Contact;
  /** UTC. */
  readonly dateAgreed: string;
}

/** @see Partner Center REST, "DirectSignedCustomerAgreementStatus" (2023-07) */
export interface DirectSignedStatus extends Resource {
  readonly isSigned?: boolean;
}

/**
 * Whether a company accepted the Microsoft Partner Agreement.
 * @see Partner Center REST, "Verify an indirect reseller’s Microsoft Partner Agreement status" (2022-06)
 */
export interface AgreementStatus extends Resource {
  readonly isAgreementSigned?: boolean;
}
