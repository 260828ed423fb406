import { accountTestVerdicts } from '@consentry/core';
import { aadstsEn } from './aadsts-en.ts';
import { errorsEn } from './errors-en.ts';
import type { Words } from './words.ts';

/** English, in which the words are first written. */
export const en: Words = {
  language: 'en',
  languages: 'Language',
  invitation: {
    connectTitle: (application) => `Connect ${application}`,
    approveTitle: (application) => `Approve ${application}`,
    connectIntro: (application, partner) =>
      `${application} asks to work with Partner Center and your customers’ Microsoft tenants, in the name of a service account of ${partner}.`,
    approveIntro: (application, partner) =>
      `${application} asks an administrator of ${partner} to approve it. After that, a service account can connect it.`,
    whoAsksHeading: 'Who asks',
    application: 'Application',
    applicationId: 'Application id',
    organisation: 'Organisation',
    tenant: 'Tenant id',
    account: 'Account',
    signInAt: 'You sign in at',
    expires: 'The link works until',
    permissionsHeading: 'What you allow',
    connectAlso: [
      'Get tokens for your customers’ tenants, as far as your relationship with them and their consent allow',
    ],
    approvePermissions: ['Let accounts of your organisation connect this application to Partner Center.'],
    reseller: {
      connectIntro: (application, partner) =>
        `${application} asks to read how multi-factor authentication stands in ${partner}, in the name of an account of yours. It asks for nothing else.`,
      approveIntro: (application, partner) =>
        `${application} asks an administrator of ${partner} to approve that it reads how multi-factor authentication stands there. After that, an account can connect it.`,
      permissionsIntro: 'To read at Microsoft Graph, in your own organisation alone:',
      notAsked:
        'Nothing can be changed with it. It reaches neither Partner Center nor a tenant of your customers.',
      until: 'It goes on without you, until you take it back.',
      connectWho:
        'Use an account with the role Global Reader, which may read all of this and change nothing. Do not use a Global Administrator.',
      approveWho:
        'Use an account that may approve these permissions, such as a Cloud Application Administrator.',
      mfa: 'Microsoft wants multi-factor authentication of every account of a partner. A sign-in without it is refused here.',
    },
    keptHeading: 'What will be kept, and where',
    keptIn: {
      database:
        'One refresh token, encrypted in the database of whoever runs the application. The key lies elsewhere.',
      'key-vault': 'One refresh token, in an Azure Key Vault of whoever runs the application.',
    },
    connectKept: [
      'The refresh token is bound to this application and cannot be used without its credential.',
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
    takeBackByLink: 'When you have connected, the last page gives you a link that takes it back at any time.',
    takeBack:
      'At any time, remove the application under Enterprise applications in the Entra admin center, and revoke the sessions of the account.',
    connectButton: 'Sign in and connect',
    approveButton: 'Sign in and approve',
    cloudNotBuiltIn: (cloud) => `This is not Microsoft’s own cloud: you will sign in at “${cloud}”.`,
  },
  permissions: {
    'partner-center user_impersonation':
      'Use Partner Center with the rights of the account that you sign in with',
    openid: 'Know that you signed in',
    profile: 'Know your name and user name',
    offline_access: 'Go on without you, until you take it back',
    'arm user_impersonation': 'Manage Azure with the rights of the account',
    'AdvancedHunting.Read': 'Search what Defender has recorded',
    'AdvancedHunting.Read.All': 'Search what Defender has recorded',
    'Alert.Read.All': 'Read all alerts',
    'Application.Read.All': 'Read applications and their registrations',
    'Application.ReadWrite.All': 'Create, change and delete applications',
    'AppRoleAssignment.ReadWrite.All': 'Give applications permissions, and take them away',
    'AuditLog.Read.All': 'Read sign-in logs, and the report of registered methods',
    'DelegatedAdminRelationship.Read.All':
      'Read which partners may manage customers, and with which roles (GDAP)',
    'DelegatedAdminRelationship.ReadWrite.All':
      'Set up and change how partners may manage customers, and with which roles (GDAP)',
    'DelegatedPermissionGrant.ReadWrite.All':
      'Give applications permissions in the name of accounts, and take them away',
    'Device.Read.All': 'Read all devices',
    'Device.ReadWrite.All': 'Read, change and delete all devices',
    'Directory.Read.All': 'Read accounts, groups, directory roles and licences',
    'Directory.ReadWrite.All': 'Read and change accounts, groups and the directory',
    'Domain.Read.All': 'Read domains, and how they are federated',
    'Group.Read.All': 'Read all groups, and what is in them',
    'Group.ReadWrite.All': 'Read and change all groups, and what is in them',
    'GroupMember.Read.All': 'Read who is in which group',
    'Incident.Read': 'Read security incidents',
    'Incident.Read.All': 'Read all security incidents',
    'Incident.ReadWrite': 'Read and change security incidents',
    'Incident.ReadWrite.All': 'Read and change all security incidents',
    'Mail.Read': 'Read mail',
    'Mail.Send': 'Send mail',
    'Organization.Read.All': 'Read the details of the organisation',
    'PartnerSecurity.Read.All': 'Read the security score and security alerts of the partner',
    'Policy.Read.All': 'Read security defaults and conditional-access policies',
    'Policy.Read.ConditionalAccess': 'Read conditional-access policies',
    'Reports.Read.All': 'Read usage reports',
    'RoleManagement.Read.Directory': 'Read who has which directory role',
    'SecurityAlert.Read.All': 'Read all security alerts',
    'SecurityEvents.Read.All': 'Read security events',
    'SecurityIncident.Read.All': 'Read all security incidents',
    'ThreatHunting.Read.All': 'Search what Defender has recorded',
    'User.Read': 'Know who you are: your own profile',
    'User.Read.All': 'Read the full profiles of all accounts',
    'User.ReadBasic.All': 'Read the names and addresses of all accounts',
    'User.ReadWrite.All': 'Read, change and delete all accounts',
    'UserAuthenticationMethod.Read.All': 'Read which authentication methods each account has registered',
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
    storedHeading: 'What was stored, and where',
    storedIn: {
      database: 'The refresh token, encrypted in the database of whoever runs the application.',
      'key-vault': 'The refresh token, in an Azure Key Vault of whoever runs the application.',
    },
    stored: ['The facts on this page.'],
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
      'partner-center': 'Partner Center',
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
    mfa: 'Microsoft asks administrators for multi-factor authentication (MFA), so that nobody consents with a stolen password.',
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
  accountTest: {
    title: 'Test of your account',
    intro:
      'Somebody who runs this application wants to know whether your account signs in with multi-factor authentication (MFA). Partner Center refuses calls without it.',
    accountId: 'Object id',
    howHeading: 'How it goes',
    how: [
      'You sign in at Microsoft as you always do. MFA is not asked for here: whether Microsoft asks for it is what is tested.',
      'Microsoft may ask whether the application may use Partner Center in your name. For the test it does nothing with that.',
      'The next page says whether the sign-in carried MFA.',
    ],
    permissionsHeading: 'What Microsoft may ask you to allow',
    kept: [
      'A record: which account, when, how it signed in, and the result.',
      'No password, no token, and no access: the application can do nothing in your name afterwards that it could not do before.',
    ],
    takeBack:
      'No access is given, so there is none to take back. If Microsoft asked you for consent, an administrator can remove the application in the Entra admin center.',
    button: 'Sign in and test',
    results: {
      pass: { mark: 'Pass', title: 'Your account signed in with MFA' },
      fail: { mark: 'Fail', title: 'Your account signed in without MFA that Microsoft can see' },
      probably: { mark: 'Not certain', title: 'Partner Center may not take this sign-in for MFA' },
    },
    reasons: accountTestVerdicts,
    evidenceHeading: 'What was seen',
    methods: 'How it was signed in (amr)',
    noMethods: 'the token does not tell',
    done: 'You can close this page. The link does not work a second time.',
  },
  refused: {
    title: 'This did not work',
    mark: 'Not done',
    nothingStored: 'This attempt stored nothing. Whatever was received was dropped.',
    whatToDo: 'What to do',
    whoActs: 'Who acts',
    who: {
      you: 'You',
      sender: 'Whoever sent you the link',
      operator: 'Whoever runs the application',
      administrator: 'An administrator of your organisation',
      nobody: 'Nobody',
    },
    microsoftSays: 'What Microsoft says',
    lookUp: (number) => `${number} at Microsoft`,
    waitFor: (duration) => `Wait at least ${duration}.`,
    tellHeading: 'If you ask for help, tell this',
    code: 'Code',
    requestId: 'Request',
    number: 'Microsoft’s number',
    correlationId: 'Microsoft’s correlation id',
    reason: 'Reason',
    customerProblems: {
      no_organisation: 'You signed in with a personal account. It belongs to no organisation.',
      partner: 'You signed in to an organisation that is itself a partner here.',
      excluded: 'The operator has excluded this organisation.',
      not_allowed: 'The link is for other organisations than this one.',
    },
    codes: errorsEn,
    aadsts: aadstsEn,
    aadstsRemedies: {
      enrol:
        'Register a second step for the account at https://aka.ms/mfasetup, then open the invitation link again.',
      challenge:
        'Open the invitation link again, in a private window, and complete the second step of the sign-in.',
      frequency:
        'An administrator of your organisation excludes the account from the sign-in frequency of Conditional Access. Then open the invitation link again.',
      account:
        'An administrator of your organisation puts the account in order. Then open the invitation link again.',
      mfaProvider:
        'An administrator corrects the external multi-factor provider, which must send the required claims.',
      device:
        'Open the invitation link on a device that your organisation manages, or let an administrator exclude the account from that policy.',
      policy:
        'An administrator of your organisation excludes the account from the policy, or allows the address of the application in it. Then open the invitation link again.',
      risk: 'The security team of your organisation reviews the account and the policy. Then open the invitation link again.',
      approve:
        'An administrator of your organisation approves the application: ask whoever sent the link for one to approve with. Then open this link again.',
      service:
        'An administrator of your organisation checks that it has a subscription to the service. If it has, tell whoever sent you the link.',
      disabled:
        'An administrator of your organisation enables the application under Enterprise applications. Then open the invitation link again.',
      assignment:
        'An administrator of your organisation assigns the account to the application. Then open the invitation link again.',
      foreignAccount:
        'Open the link in a private window and sign in with an account of the invited organisation, not with a guest.',
      partnerPolicy:
        'An administrator of this organisation excludes users of service providers from the Conditional Access policy.',
      restrictions:
        'Administrators of both organisations look at the cross-tenant access settings and the tenant restrictions.',
      tenant:
        'Tell whoever sent you the link: the organisation that it names does not exist, or is in another cloud.',
      otherCloud: 'Tell whoever sent you the link: your organisation belongs to another national cloud.',
    },
  },
};
