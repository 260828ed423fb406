import type { ErrorCode, ResellerPermission } from '@consentry/core';

/** What a refusal says to a person. */
export interface RefusalWords {
  readonly message: string;
  readonly remedy: string;
}

/** Every word of the pages, in one language. Names in braces would be markup; values come in as arguments. */
export interface Words {
  /** BCP 47. */
  readonly language: string;
  readonly invitation: {
    readonly connectTitle: (application: string) => string;
    readonly approveTitle: (application: string) => string;
    readonly connectIntro: (application: string, partner: string) => string;
    readonly approveIntro: (application: string, partner: string) => string;
    readonly application: string;
    readonly applicationId: string;
    readonly organisation: string;
    readonly tenant: string;
    readonly account: string;
    readonly signInAt: string;
    readonly expires: string;
    readonly permissionsHeading: string;
    readonly connectPermissions: readonly string[];
    readonly approvePermissions: readonly string[];
    /** For a reseller, of whom nothing but Microsoft Graph is asked, and that only to read. */
    readonly reseller: {
      readonly connectIntro: (application: string, partner: string) => string;
      readonly approveIntro: (application: string, partner: string) => string;
      readonly permissionsIntro: string;
      /** By the name of the permission. */
      readonly permissions: Readonly<Record<ResellerPermission, string>>;
      readonly notAsked: string;
      readonly until: string;
      readonly connectWho: string;
      readonly approveWho: string;
      readonly mfa: string;
    };
    readonly keptHeading: string;
    readonly connectKept: readonly string[];
    readonly approveKept: readonly string[];
    readonly mfaHeading: string;
    readonly mfa: string;
    readonly whoHeading: string;
    readonly connectWho: string;
    readonly approveWho: string;
    readonly takeBackHeading: string;
    readonly takeBack: string;
    readonly connectButton: string;
    readonly approveButton: string;
    readonly cloudNotBuiltIn: (cloud: string) => string;
  };
  readonly continuing: {
    readonly title: string;
    readonly intro: (host: string) => string;
    readonly link: string;
  };
  readonly connected: {
    readonly title: string;
    readonly mark: string;
    readonly intro: (application: string, partner: string) => string;
    readonly evidenceHeading: string;
    readonly account: string;
    readonly organisation: string;
    readonly tenant: string;
    readonly mfa: string;
    readonly mfaConfirmed: (methods: string) => string;
    readonly mfaOverridden: string;
    readonly when: string;
    readonly grant: string;
    readonly storedHeading: string;
    readonly stored: readonly string[];
    readonly notStoredHeading: string;
    readonly notStored: readonly string[];
    readonly done: string;
    readonly globalAdministratorHeading: string;
    readonly globalAdministrator: string;
  };
  /** For the person who gave a grant and takes it back. */
  readonly withdrawal: {
    readonly keepLink: string;
    readonly title: (application: string) => string;
    readonly intro: (application: string) => string;
    readonly introRevoked: (application: string) => string;
    readonly whatHappensHeading: string;
    readonly whatHappens: readonly string[];
    readonly button: string;
    readonly doneTitle: string;
    readonly done: (application: string) => string;
    readonly doneOfThis: string;
    readonly secretHeading: string;
    readonly tokensUntil: (until: string) => string;
    readonly tokensUnknown: string;
    readonly another: string;
    readonly destroyed: string;
    readonly recoverable: (until: string) => string;
    readonly disabled: string;
    readonly unfinished: string;
    readonly yoursHeading: string;
    readonly sessions: string;
    readonly sessionsLink: string;
    readonly consent: string;
    readonly consentLink: string;
  };
  readonly approved: {
    readonly title: string;
    readonly mark: string;
    readonly intro: (application: string, partner: string) => string;
    readonly notStored: string;
    readonly next: string;
  };
  /** For an administrator who followed a consent link that was given to them, without an invitation. */
  readonly returned: {
    readonly title: string;
    readonly mark: string;
    readonly intro: (application: string) => string;
    readonly next: string;
  };
  /** For an administrator of a customer, who consents for the whole tenant. */
  readonly customer: {
    readonly title: (application: string) => string;
    readonly intro: (application: string, partner: string, customer: string) => string;
    readonly yourOrganisation: string;
    readonly whoeverSignsIn: string;
    readonly usedBy: string;
    readonly usedByTenant: string;
    readonly organisation: string;
    readonly permissionsIntro: string;
    /** Names of APIs, by the names of the cloud's table. */
    readonly apis: Readonly<Record<string, string>>;
    readonly byItself: (api: string) => string;
    readonly byAccount: (api: string) => string;
    readonly microsoftCounts: string;
    readonly nextHeading: string;
    readonly steps: readonly string[];
    readonly stepsUnknown: readonly string[];
    readonly who: string;
    readonly kept: readonly string[];
    readonly keptUnknown: readonly string[];
    readonly takeBack: string;
    readonly button: string;
    readonly provedTitle: string;
    readonly proved: (application: string, partner: string) => string;
    readonly provedHeading: string;
    readonly provedDone: string;
    readonly waitingTitle: string;
    readonly waiting: (application: string) => string;
    readonly waitingDone: string;
    readonly missingHeading: string;
  };
  readonly refused: {
    readonly title: string;
    readonly mark: string;
    readonly nothingStored: string;
    readonly whatToDo: string;
    readonly code: string;
    readonly requestId: string;
    readonly number: string;
    readonly reason: string;
    readonly words: (code: ErrorCode) => RefusalWords;
  };
}
