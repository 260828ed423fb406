import type { AccountTest, AccountTestReason, CustomerProblem, ErrorCode, VaultName } from '@consentry/core';
import type { PageErrorCode } from '@consentry/core/contract';
import type { AadstsCase } from '../aadsts-cases.ts';
import type { KnownPermission } from '../known-permissions.ts';
import type { WhoActs } from '../who-acts.ts';

/** The languages of the pages. BCP 47. */
export const languages = ['en', 'nl', 'sv'] as const;
/** A language of the pages. */
export type Language = (typeof languages)[number];

/** What a refusal says to a person. */
export interface RefusalWords {
  /** What happened. */
  readonly message: string;
  /** What to do next. */
  readonly remedy: string;
}

/** One for each refusal that a page may show: without it nothing compiles. */
export type RefusalTable = Readonly<Record<PageErrorCode, RefusalWords>>;

/** What Microsoft says with a number, by the number. A test holds that none is missing. */
export type AadstsMeanings = Readonly<Record<number, string>>;

/** Every word of the pages, in one language. Values come in as arguments, and as text: no word is markup. */
export interface Words {
  readonly language: Language;
  /** What the links to the other languages are, for a screen reader. */
  readonly languages: string;
  readonly invitation: {
    readonly connectTitle: (application: string) => string;
    readonly approveTitle: (application: string) => string;
    readonly connectIntro: (application: string, partner: string) => string;
    readonly approveIntro: (application: string, partner: string) => string;
    readonly whoAsksHeading: string;
    readonly application: string;
    readonly applicationId: string;
    readonly organisation: string;
    readonly tenant: string;
    readonly account: string;
    readonly signInAt: string;
    readonly expires: string;
    readonly permissionsHeading: string;
    /** What no permission of Microsoft's says. */
    readonly connectAlso: readonly string[];
    readonly approvePermissions: readonly string[];
    /** For a reseller, of whom nothing but Microsoft Graph is asked, and that only to read. */
    readonly reseller: {
      readonly connectIntro: (application: string, partner: string) => string;
      readonly approveIntro: (application: string, partner: string) => string;
      readonly permissionsIntro: string;
      readonly notAsked: string;
      readonly until: string;
      readonly connectWho: string;
      readonly approveWho: string;
      readonly mfa: string;
    };
    readonly keptHeading: string;
    /** Where the refresh token will lie. */
    readonly keptIn: Readonly<Record<VaultName, string>>;
    readonly connectKept: readonly string[];
    readonly approveKept: readonly string[];
    readonly mfaHeading: string;
    readonly mfa: string;
    readonly whoHeading: string;
    readonly connectWho: string;
    readonly approveWho: string;
    readonly takeBackHeading: string;
    /** Only who connects gets a link for it. */
    readonly takeBackByLink: string;
    readonly takeBack: string;
    readonly connectButton: string;
    readonly approveButton: string;
    readonly cloudNotBuiltIn: (cloud: string) => string;
  };
  /** In plain words what a permission lets an application do. One that is not known is shown by its name. */
  readonly permissions: Readonly<Record<KnownPermission, string>>;
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
    readonly storedIn: Readonly<Record<VaultName, string>>;
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
    readonly mfa: string;
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
  /** For whoever is asked to show how their account signs in. */
  readonly accountTest: {
    readonly title: string;
    readonly intro: string;
    readonly accountId: string;
    readonly howHeading: string;
    readonly how: readonly string[];
    readonly permissionsHeading: string;
    readonly kept: readonly string[];
    readonly takeBack: string;
    readonly button: string;
    readonly results: Readonly<
      Record<AccountTest['result'], { readonly mark: string; readonly title: string }>
    >;
    readonly reasons: Readonly<
      Record<AccountTestReason, { readonly explanation: string; readonly remedy: string }>
    >;
    readonly evidenceHeading: string;
    readonly methods: string;
    readonly noMethods: string;
    readonly done: string;
  };
  readonly refused: {
    readonly title: string;
    readonly mark: string;
    readonly nothingStored: string;
    readonly whatToDo: string;
    readonly whoActs: string;
    readonly who: Readonly<Record<WhoActs, string>>;
    readonly microsoftSays: string;
    /** The link to Microsoft's own page on a number. */
    readonly lookUp: (number: string) => string;
    /** @param duration as `2 minutes` */
    readonly waitFor: (duration: string) => string;
    readonly tellHeading: string;
    readonly code: string;
    readonly requestId: string;
    readonly number: string;
    readonly correlationId: string;
    readonly reason: string;
    readonly customerProblems: Readonly<Record<CustomerProblem, string>>;
    readonly codes: RefusalTable;
    readonly aadsts: AadstsMeanings;
    /** What to do after a number of Microsoft's, where it is more exact than what is said of the code. */
    readonly aadstsRemedies: Readonly<Record<AadstsCase, string>>;
  };
}

/** True for a code that pages have words for. */
export function hasWords(codes: RefusalTable, code: ErrorCode): code is PageErrorCode {
  return Object.hasOwn(codes, code);
}
