/** Where a check is made: by the command on its machine, or by the broker, by what it alone knows. */
export type CheckPlace = 'machine' | 'broker';

/** What checks are shown together. */
export const checkGroups = ['machine', 'network', 'broker', 'application', 'partner', 'customers'] as const;
/** A group of checks that are shown together. */
export type CheckGroup = (typeof checkGroups)[number];

/** What all checks of one id have in common. An id is public API: add freely, never rename. */
export interface CheckRow {
  readonly group: CheckGroup;
  readonly place: CheckPlace;
  /** What is looked at. */
  readonly looksAt: string;
  /** When it warns. Absent where it never does. */
  readonly warns?: string;
  /** When it fails. Absent where it never does. */
  readonly fails?: string;
  /** What to do, unless the check says it better. */
  readonly remedy: string;
  readonly link?: string;
}

const model = 'https://learn.microsoft.com/partner-center/developer/enable-secure-app-model';
const gdapFaq = 'https://learn.microsoft.com/partner-center/customers/gdap-faq';
const redirects = 'https://learn.microsoft.com/entra/identity-platform/reply-url';

/** Every check that there is. What Microsoft does, its links and click paths are as known in 2026-11; they were not opened. */
export const checkTable = {
  'machine.node': {
    group: 'machine',
    place: 'machine',
    looksAt: 'The version of Node.js that runs the command.',
    fails: 'It is older than what Consentry needs.',
    remedy: 'Install a newer Node.js.',
  },
  'machine.configuration': {
    group: 'machine',
    place: 'machine',
    looksAt: 'The configuration as a broker reads it: file, environment, and the files that it names.',
    fails:
      'A broker would not start with it: each problem is listed. Others may read a file that holds a secret.',
    remedy: 'Correct what is named. docs/config.md describes each setting.',
  },
  'machine.private-files': {
    group: 'machine',
    place: 'machine',
    looksAt: 'Who may read the operator key, the master key and the data folder.',
    fails: 'Others on this machine may.',
    remedy: 'Allow only the owner: chmod 600 for the files, chmod 700 for the folder.',
  },
  'machine.redirect-uris': {
    group: 'machine',
    place: 'machine',
    looksAt: 'The redirect URIs that follow from `publicUrl`.',
    warns: '`publicUrl` is this machine, and the cloud is one of Microsoft’s: nobody elsewhere can consent.',
    remedy: 'Set `publicUrl` to the https address under which people reach the consent pages.',
    link: redirects,
  },
  'network.proxy': {
    group: 'network',
    place: 'machine',
    looksAt: 'By which way Microsoft is reached.',
    warns:
      'The environment names a proxy (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY), and the configuration none. The broker takes its proxy from the configuration alone.',
    remedy: 'Set `proxy.url`, and `proxy.except` for the hosts of NO_PROXY; or remove the variable.',
  },
  'network.host': {
    group: 'network',
    place: 'machine',
    looksAt:
      'Each configured host: name, connection, certificate, and whether it answers within ten seconds.',
    warns: 'It answers that it is in trouble (5xx).',
    fails:
      'The name is not known, no connection is made, the certificate is not trusted, or no answer comes.',
    remedy: 'See to it that this machine reaches the host, directly or by the proxy.',
  },
  'network.clock': {
    group: 'network',
    place: 'machine',
    looksAt: 'The clock of this machine against the `Date` of the hosts: the middle of what they say.',
    warns: 'It is more than a minute off.',
    fails: 'It is more than five minutes off: nobody can consent, and assertions are refused.',
    remedy: 'Let the machine keep its time by NTP (timedatectl set-ntp true; on Windows w32tm /resync).',
  },
  'broker.reached': {
    group: 'broker',
    place: 'machine',
    looksAt: 'Whether a broker answers, and takes the operator key.',
    warns: 'It is of another version than the command.',
    fails: 'Nobody answers, or the key is refused. Nothing that only a broker knows is looked at then.',
    remedy: 'Start it: consentry serve. Or name it with --url and --key-file.',
  },
  'broker.store': {
    group: 'broker',
    place: 'broker',
    looksAt: 'Database, audit, and what says who may do what.',
    fails: 'One of them does not work: the broker is not ready.',
    remedy: 'See the log of the broker, and docs/operations.md.',
  },
  'broker.clock': {
    group: 'broker',
    place: 'broker',
    looksAt: 'The clock of the broker against that of the identity provider.',
    warns: 'It is more than a minute off.',
    fails: 'It is more than five minutes off: nobody can consent.',
    remedy:
      'Let the machine of the broker keep its time by NTP (timedatectl set-ntp true; on Windows w32tm /resync).',
  },
  'broker.signing-keys': {
    group: 'broker',
    place: 'broker',
    looksAt: 'The keys by which id_tokens of the identity provider are checked.',
    fails: 'There are none: nobody can consent.',
    remedy: 'See why the broker does not reach the identity provider: `network.host`, and its log.',
  },
  'broker.vault': {
    group: 'broker',
    place: 'broker',
    looksAt:
      'Each configured vault: whether our identity may read and write there. It is tried at a secret that is not there; nothing is left behind.',
    warns: 'Refresh tokens lie in a vault that is not configured any more, or wait in memory to be stored.',
    fails: 'The vault refuses us, or does not answer.',
    remedy: 'Give the identity of the broker Get and Set on secrets (Key Vault Secrets Officer).',
    link: 'https://learn.microsoft.com/azure/key-vault/general/rbac-guide',
  },
  'application.credential': {
    group: 'application',
    place: 'broker',
    looksAt:
      'Each secret and certificate by which the application proves itself: its end, and whether Microsoft takes it.',
    warns: 'It ends within thirty days; nobody said when it ends; or it ended, and another one serves.',
    fails: 'It ended, or Microsoft refuses it, and no other one is good.',
    remedy:
      'A certificate: consentry credential rotate. A secret: make a new one and write it into the file.',
    link: 'https://learn.microsoft.com/entra/identity-platform/certificate-credentials',
  },
  'application.credential-files': {
    group: 'application',
    place: 'broker',
    looksAt: 'Whether the broker can take up what the files of the credentials hold now.',
    fails: 'It cannot, and goes on with what they held before.',
    remedy: 'Correct the files; the broker takes them up by itself.',
  },
  'registration.kind': {
    group: 'application',
    place: 'broker',
    looksAt: 'Who may sign in at the registration.',
    fails: 'It is for one tenant: no partner and no customer elsewhere can consent (AADSTS50194, 700016).',
    remedy:
      'Entra admin center > App registrations > the application > Authentication > Supported account types: accounts in any organizational directory.',
    link: 'https://learn.microsoft.com/entra/identity-platform/howto-modify-supported-accounts',
  },
  'registration.owner': {
    group: 'application',
    place: 'broker',
    looksAt: 'In whose tenant it is registered: the partner’s own, or a control panel vendor’s.',
    warns: '`application.kind` says something else.',
    remedy:
      'Set `application.kind`: partner where it is registered in the partner’s own tenant, vendor in every other case.',
    link: 'https://learn.microsoft.com/partner-center/developer/control-panel-vendor-apis',
  },
  'registration.redirect-uris': {
    group: 'application',
    place: 'broker',
    looksAt:
      'Whether the redirect URIs of this broker are registered, letter by letter, on the platform Web.',
    fails:
      'One is missing (AADSTS50011), or it is of a single-page application, whose refresh tokens live for a day.',
    remedy: 'Add it: Entra admin center > App registrations > the application > Authentication > Web.',
    link: redirects,
  },
  'registration.client': {
    group: 'application',
    place: 'broker',
    looksAt: 'Whether it is a confidential client, and gives id_tokens where the configuration wants them.',
    warns: 'Public client flows are allowed: whoever knows its id can ask for tokens without its credential.',
    fails: '`entra.responseType` is `code id_token`, and the registration gives no id_tokens (AADSTS700054).',
    remedy:
      'Entra admin center > App registrations > the application > Authentication > Allow public client flows: No. A sign-in by device code has a registration of its own.',
    link: 'https://learn.microsoft.com/entra/identity-platform/msal-client-applications',
  },
  'partner.service-principal': {
    group: 'partner',
    place: 'broker',
    looksAt: 'The service principal of the application in the partner’s tenant.',
    fails:
      'There is none, or it is disabled (AADSTS700016, 7000112). A registration for one tenant looks the same from elsewhere.',
    remedy:
      'Let an administrator of the partner approve the application: consentry invite --approve --partner <partner>',
    link: model,
  },
  'partner.permissions': {
    group: 'partner',
    place: 'broker',
    looksAt: 'The delegated permissions that a grant cannot do without.',
    fails: 'One of them is not consented to in the partner’s tenant.',
    remedy:
      'Let an administrator approve the application once more, then let the service account connect: consentry invite --approve --partner <partner>',
    link: model,
  },
  'partner.retired-permissions': {
    group: 'partner',
    place: 'broker',
    looksAt: 'Permissions of APIs that are retired, such as Azure AD Graph.',
    warns: 'Some are consented to: nothing takes their tokens.',
    remedy:
      'Give the application the same permissions of Microsoft Graph, let an administrator approve it, and remove those of Azure AD Graph from the registration.',
    link: 'https://learn.microsoft.com/graph/migrate-azure-ad-graph-overview',
  },
  'grant.state': {
    group: 'partner',
    place: 'broker',
    looksAt: 'Whether a grant works, and what stopped it.',
    warns: 'No partner is connected yet.',
    fails: 'It does not; or a partner has none.',
    remedy: 'Invite the account again: consentry invite --for-grant <grant>',
    link: model,
  },
  'grant.mfa': {
    group: 'partner',
    place: 'broker',
    looksAt: 'Whether the sign-in behind a grant carried MFA, and what Partner Center says of its calls.',
    fails: 'It did not, or Partner Center refuses its calls for want of MFA (900421).',
    remedy:
      'Invite the account again, and let the person sign in with MFA: consentry invite --for-grant <grant>',
    link: model,
  },
  'grant.end': {
    group: 'partner',
    place: 'broker',
    looksAt:
      'When a grant stops working, and of what (docs/forecast.md). The end of a credential is `application.credential`.',
    warns: 'Within thirty days.',
    remedy: 'consentry forecast says of what, and consentry forecast --renew makes a link for a new sign-in.',
    link: 'https://learn.microsoft.com/entra/identity-platform/refresh-tokens',
  },
  'grant.account': {
    group: 'partner',
    place: 'broker',
    looksAt: 'The account behind a grant, in the partner’s tenant.',
    fails:
      'It is a guest there: roles at customers (GDAP) work for members alone. Or it is disabled or gone.',
    remedy:
      'Let a member of the partner’s tenant that is in AdminAgents connect, and take this grant back: consentry revoke <grant>',
    link: gdapFaq,
  },
  'customers.gdap': {
    group: 'customers',
    place: 'broker',
    looksAt:
      'Which roles the service account has at each customer, by relationships that are in force (GDAP).',
    warns:
      'There is no relationship; or at some customer no role that may consent for it (Cloud Application Administrator, Application Administrator or Global Administrator).',
    fails: 'The account has no role at a customer: its groups have none in the relationship.',
    remedy:
      'Partner Center > Customers > the customer > Admin relationships > the relationship > Security groups: give roles to a group of the account.',
    link: 'https://learn.microsoft.com/partner-center/customers/gdap-assign-azure-ad-roles',
  },
  'customers.guest': {
    group: 'customers',
    place: 'broker',
    looksAt: 'Whether the service account is a guest at a customer, in the first twenty.',
    fails:
      'It is, or has roles there and is refused as a stranger (AADSTS50020): a guest’s account hides GDAP.',
    remedy: 'Let the customer remove the guest account: Entra admin center of the customer > Users.',
    link: gdapFaq,
  },
  'customers.service-principal': {
    group: 'customers',
    place: 'broker',
    looksAt: 'Whether the application is there, and consented to, at the first twenty customers.',
    fails: 'It is not (AADSTS65001, 700016), or is disabled (7000112).',
    remedy: 'consentry consents grant --partner <partner> --customer <customer> --permissions <file>',
    link: 'https://learn.microsoft.com/partner-center/developer/control-panel-vendor-apis',
  },
  'customers.token': {
    group: 'customers',
    place: 'broker',
    looksAt: 'Whether a token for Graph can be had at the first twenty customers.',
    fails: 'It is refused there for another reason than those above.',
    remedy: 'consentry reach says why, customer by customer, after a sweep of the task token-reach.',
  },
} as const satisfies Readonly<Record<string, CheckRow>>;

/** The id of a check. */
export type CheckId = keyof typeof checkTable;
