import { errorTable } from '@consentry/core';
import type { Words } from './words.ts';

export const en: Words = {
  language: 'en',
  invitation: {
    connectTitle: (application) => `Connect ${application}`,
    approveTitle: (application) => `Approve ${application}`,
    connectIntro: (application, partner) =>
      `${application} asks to work with Partner Center and your customers’ Microsoft tenants, in the name of a service account of ${partner}.`,
    approveIntro: (application, partner) =>
      `${application} asks an administrator of ${partner} to approve it. After that, a service account can connect it.`,
    application: 'Application',
    applicationId: 'Application id',
    organisation: 'Organisation',
    tenant: 'Tenant id',
    account: 'Account',
    signInAt: 'You sign in at',
    expires: 'The link works until',
    permissionsHeading: 'What you allow',
    connectPermissions: [
      'Use Partner Center with the rights of the account that you sign in with.',
      'Get tokens for your customers’ tenants, as far as your relationship with them and their consent allow.',
      'Keep doing so without you, until you take it back.',
    ],
    approvePermissions: ['Let accounts of your organisation connect this application to Partner Center.'],
    reseller: {
      connectIntro: (application, partner) =>
        `${application} asks to read how multi-factor authentication stands in ${partner}, in the name of an account of yours. It asks for nothing else.`,
      approveIntro: (application, partner) =>
        `${application} asks an administrator of ${partner} to approve that it reads how multi-factor authentication stands there. After that, an account can connect it.`,
      permissionsIntro: 'To read at Microsoft Graph, in your own organisation alone:',
      permissions: {
        'AuditLog.Read.All': 'Sign-in logs, and the report of registered methods',
        'Directory.Read.All': 'Accounts, groups, directory roles and licences',
        'Domain.Read.All': 'Domains, and how they are federated',
        'Policy.Read.All': 'Security defaults and conditional-access policies',
        'UserAuthenticationMethod.Read.All': 'Which authentication methods each account has registered',
      },
      notAsked:
        'Nothing can be changed with it. It reaches neither Partner Center nor a tenant of your customers.',
      until: 'It goes on without you, until you take it back.',
      connectWho:
        'Use an account with the role Global Reader, which may read all of this and change nothing. Do not use a Global Administrator.',
      approveWho:
        'Use an account that may approve these permissions, such as a Cloud Application Administrator.',
      mfa: 'Microsoft wants multi-factor authentication of every account of a partner. A sign-in without it is refused here.',
    },
    keptHeading: 'What will be kept',
    connectKept: [
      'One refresh token, sealed in the vault. It is bound to this application and cannot be used without its credential.',
      'Who consented, when, and how the sign-in was secured.',
    ],
    approveKept: ['That the application was approved, and when. No token.'],
    mfaHeading: 'Have your second factor ready',
    mfa: 'Microsoft refuses Partner Center to accounts that sign in without multi-factor authentication. A sign-in without it is refused here too.',
    whoHeading: 'Which account to use',
    connectWho:
      'Use a service account with the role Admin Agent (Sales Agent is enough for commerce). Do not use a Global Administrator: the application gets the rights of the account.',
    approveWho: 'Use an account that may approve applications, such as a Cloud Application Administrator.',
    takeBackHeading: 'How to take it back',
    takeBack:
      'At any time, remove the application under Enterprise applications in the Entra admin center, and revoke the sessions of the account.',
    connectButton: 'Sign in and connect',
    approveButton: 'Sign in and approve',
    cloudNotBuiltIn: (cloud) => `This is not Microsoft’s own cloud: you will sign in at “${cloud}”.`,
  },
  continuing: {
    title: 'One moment',
    intro: (host) => `You sign in at ${host}. Your browser goes there by itself.`,
    link: 'Continue if it does not',
  },
  connected: {
    title: 'Connected',
    mark: 'Connected',
    intro: (application, partner) => `${application} can now work for ${partner}.`,
    evidenceHeading: 'What was proven',
    account: 'Account',
    organisation: 'Organisation',
    tenant: 'Tenant id',
    mfa: 'Multi-factor authentication',
    mfaConfirmed: (methods) => (methods === '' ? 'Confirmed' : `Confirmed (${methods})`),
    mfaOverridden: 'Could not be told; accepted by the operator',
    when: 'When',
    grant: 'Grant',
    storedHeading: 'What was stored',
    stored: ['The refresh token, sealed in the vault.', 'The facts on this page.'],
    notStoredHeading: 'What was not stored',
    notStored: [
      'Your password and your one-time code: they never came here.',
      'The authorization code, the proof of identity and the access token: they were used once and dropped.',
    ],
    done: 'You can close this page. The link does not work a second time.',
    globalAdministratorHeading: 'This account is a Global Administrator',
    globalAdministrator:
      'The application now has the rights of an account that may do everything in your organisation. Microsoft advises against it. Let a service account connect that has only the roles it needs, and then take this access back.',
  },
  withdrawal: {
    keepLink:
      'Keep this link. Whoever has it can take the access back at any time, and can do nothing else with it.',
    title: (application) => `Take back the access of ${application}`,
    intro: (application) =>
      `With the button you end what you allowed: ${application} gets no more tokens in your name.`,
    introRevoked: (application) =>
      `${application} gets no more tokens in your name already. With the button you have the refresh token taken out of the vault too.`,
    whatHappensHeading: 'What happens',
    whatHappens: [
      'From then on nothing is handed out any more, on any machine.',
      'The refresh token is taken out of the vault. The next page says what is left of it.',
      'To allow it again, you need a new invitation.',
    ],
    button: 'Take it back',
    doneTitle: 'Taken back',
    done: (application) => `${application} gets no more tokens in your name.`,
    doneOfThis: 'What this link is about is taken back.',
    secretHeading: 'What is gone, and what is not',
    tokensUntil: (until) =>
      `Access tokens that were handed out before are valid until ${until} at most. Nobody can take them back.`,
    tokensUnknown: 'Other access tokens may be valid, for 28 hours at most.',
    another:
      'Since then the same account has allowed it again. That is not ended by this: use the link that the last page showed then.',
    destroyed:
      'The refresh token is destroyed. Backups that were made before hold it sealed; where one is restored, it is taken out again.',
    recoverable: (until) =>
      `The refresh token is deleted and disabled. An administrator of the vault could recover it, disabled, until ${until}.`,
    disabled:
      'The refresh token is disabled. It still lies in the vault, and an administrator of the vault could enable it again.',
    unfinished:
      'The refresh token could not be taken out of the vault now. Nothing uses it any more. Ask the operator to purge it.',
    yoursHeading: 'What only you can do, at Microsoft',
    sessions:
      'Microsoft does not end the refresh tokens that it gave. Revoke the sessions of the account: that signs it out everywhere, and ends them all.',
    sessionsLink: 'How to revoke sessions',
    consent: 'The consent itself stays in your tenant until an administrator removes the application there.',
    consentLink: 'How to remove an application',
  },
  approved: {
    title: 'Approved',
    mark: 'Approved',
    intro: (application, partner) => `${application} is approved in ${partner}.`,
    notStored: 'No token was stored.',
    next: 'Next, the service account opens its own link and connects.',
  },
  returned: {
    title: 'Thank you',
    mark: 'Back from Microsoft',
    intro: (application) => `Microsoft says that ${application} was approved.`,
    next: 'Nothing was stored here, and nothing is left for you to do. Whether it worked shows when the application next asks for your tenant. You can close this page.',
  },
  customer: {
    title: (application) => `Allow ${application} in your organisation`,
    intro: (application, partner, customer) =>
      `${partner} works for ${customer} with ${application}, and asks an administrator to allow it for the whole organisation.`,
    yourOrganisation: 'your organisation',
    whoeverSignsIn: 'The one whose administrator signs in',
    usedBy: 'Used by',
    usedByTenant: 'Their tenant id',
    organisation: 'For',
    permissionsIntro:
      'Until you take it back, the application may use these permissions in your organisation:',
    apis: {
      graph: 'Microsoft Graph',
      arm: 'Azure Resource Manager',
      defender: 'Microsoft Defender XDR',
    },
    byItself: (api) => `${api}, by itself, with nobody signed in`,
    byAccount: (api) => `${api}, in the name of an account`,
    microsoftCounts:
      'Microsoft’s page shows everything that the application is registered for. What stands there counts: if it is more than this, say no and ask first.',
    nextHeading: 'What happens next',
    steps: [
      'You sign in at Microsoft and see there what is asked for.',
      'When you come back, we prove by a token whether your consent is in force. That may take some minutes; you need not wait.',
    ],
    stepsUnknown: [
      'You sign in at Microsoft, so that we know which organisation it is. Microsoft may ask whether the application may know who you are.',
      'Microsoft shows you what is asked for in the whole organisation.',
      'When you come back, we prove by a token whether your consent is in force. That may take some minutes; you need not wait.',
    ],
    who: 'Use a Global Administrator or a Privileged Role Administrator. Where the application asks nothing by itself of Microsoft Graph, a Cloud Application Administrator may consent too.',
    kept: [
      'That your organisation consented, when, and which permissions the application has in it.',
      'Nothing of the account that you sign in with.',
    ],
    keptUnknown: [
      'That your organisation consented, when, and which permissions the application has in it.',
      'The id of the account that you sign in with, and its organisation’s. No password, and no token of yours.',
    ],
    takeBack: 'At any time, remove the application under Enterprise applications in the Entra admin center.',
    button: 'Sign in and decide',
    provedTitle: 'Allowed',
    proved: (application, partner) => `${partner} can now work with ${application} in your organisation.`,
    provedHeading: 'What was proved by a token',
    provedDone: 'Nothing is left for you to do. The link does not work a second time.',
    waitingTitle: 'Not confirmed yet',
    waiting: (application) =>
      `Microsoft says that you allowed ${application}, but not all of it is in force yet.`,
    waitingDone:
      'That is usual for some minutes. We look again for an hour, and nothing is left for you to do. If you did not see a page that asks for consent, open the link again.',
    missingHeading: 'What no token has shown yet',
  },
  refused: {
    title: 'This did not work',
    mark: 'Not done',
    nothingStored: 'This attempt stored nothing. Whatever was received was dropped.',
    whatToDo: 'What to do',
    code: 'Code',
    requestId: 'Request',
    number: 'Microsoft’s number',
    reason: 'Reason',
    words: (code) => errorTable[code],
  },
};
