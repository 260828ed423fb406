import type { Cmdlet } from './cmdlet.ts';

const ofPartner = 'consentry token --partner $PARTNER --resource partner-center --key-file caller.key';
const ofCustomer =
  'consentry token --partner $PARTNER --customer $CUSTOMER --resource graph --key-file caller.key';
const appOnly = `${ofPartner} --access app-only`;
const invite = 'consentry invite --partner $PARTNER';

/** Tokens, by every parameter set. */
export const accessTokenCmdlets = [
  {
    name: 'New-PartnerAccessToken',
    purpose: 'Gets an access token, and with a sign-in the refresh token too.',
    pairs: [
      {
        id: 'access-token/by-module',
        set: 'ByModule',
        when: [['Module']],
        commands: [
          'consentry consents grant --partner $PARTNER --customer $CUSTOMER --permissions exchange.json --yes',
          'consentry token --partner $PARTNER --customer $CUSTOMER --resource https://outlook.office365.com --format powershell --key-file caller.key',
        ],
        different:
          'ExchangeOnline is the only module that it knows, by a device code each time and a public client of Microsoft’s. In its place your own application is consented to at the customer, once, and Connect-ExchangeOnline takes its token: see below.',
      },
      {
        id: 'access-token/access-token',
        set: 'AccessToken',
        when: [['AccessToken']],
        commands: [
          'consentry verify --file access-token --resource partner-center --tenant $PARTNER',
          ofPartner,
        ],
        different:
          'It gave back the token that it was given. `verify` says what that one is worth, `token` gives one that works.',
      },
      {
        id: 'access-token/refresh-token',
        set: 'RefreshToken',
        when: [['RefreshToken']],
        commands: ['consentry import --partner $PARTNER --file refresh-token --purge-source', ofCustomer],
        different:
          'The refresh token is taken over once and is never typed again. Each token after it is one command, for any customer and any API; the broker keeps the successor, which the module left in a cache.',
      },
      {
        id: 'access-token/certificate-consent',
        set: 'ServicePrincipalCertificate',
        when: [['CertificateThumbprint'], ['UseAuthorizationCode']],
        commands: [invite, ofPartner],
        different:
          'As with a secret: the broker proves itself by its certificate. An answer of another tenant, of another account or without MFA is refused.',
      },
      {
        id: 'access-token/certificate',
        set: 'ServicePrincipalCertificate',
        when: [['CertificateThumbprint']],
        commands: [appOnly],
        different:
          'The certificate lies in two files of the broker’s configuration, not in a store of Windows. For a partner’s own application alone (`application.kind`).',
      },
      {
        id: 'access-token/consent',
        set: 'ServicePrincipal',
        when: [['ServicePrincipal', 'Credential'], ['UseAuthorizationCode']],
        commands: [invite, ofPartner],
        different:
          'The consent of the Secure Application Model. One redirect URI instead of ports from 8400 to 8999; PKCE, state and MFA are checked; the link works for one person, once, in any browser. No token is shown: whoever needs the refresh token exports it, as said below.',
      },
      {
        id: 'access-token/service-principal',
        set: 'ServicePrincipal',
        when: [['ServicePrincipal', 'Credential']],
        commands: [appOnly],
        different:
          'The secret lies in a file of the broker. For a partner’s own application alone (`application.kind`). For Partner Center its own audience is asked for, not Azure AD Graph’s, which is refused today (900420).',
      },
      {
        id: 'access-token/device',
        set: 'User',
        when: [['UseDeviceAuthentication']],
        commands: ['consentry connect --device-code --partner $PARTNER', ofPartner],
        different:
          'The sign-in happens once, the second command as often as you like. It needs a public registration of its own, as the module did; its refresh token is worth more to a thief, so an invitation is safer.',
      },
      {
        id: 'access-token/user',
        set: 'User',
        when: [],
        commands: [invite, ofPartner],
        different:
          'The sign-in happens once, the second command as often as you like. The application is always a confidential one, so that a stolen refresh token is of no use alone.',
      },
      {
        id: 'access-token/export-to-vault',
        set: '(any), where `.RefreshToken` was read',
        when: [],
        afterwards: 'for its refresh token',
        commands: ['consentry export --grant $GRANT --to-vault $VAULT --confirm $GRANT'],
        different:
          'It was a property in clear. Now a copy goes from the broker into a Key Vault, under the name that the official samples use, on the operator’s word and with a record; no screen, file or variable sees it.',
      },
      {
        id: 'access-token/export-to-file',
        set: '(any), where `.RefreshToken` was read',
        when: [],
        afterwards: 'for its refresh token',
        commands: [
          'consentry recovery-key create --out recipient.key',
          'consentry export --grant $GRANT --to-file refresh-token.sealed --recipient-key recipient.key.pub --confirm $GRANT',
        ],
        different:
          'The same into a file that only the recipient opens. The recipient makes the key, and sends the half that ends in `.pub`.',
      },
    ],
    results: [
      { field: 'AccessToken', becomes: 'standard output of `token`, alone; `accessToken` of `--json`' },
      {
        field: 'ExpiresOn, ExtendedExpiresOn',
        becomes: '`expiresAt` of `--json`; ask again instead of counting',
      },
      {
        field: 'Scopes',
        becomes: '`scopes` of `--json`; `missingScopes` says what was asked for and is not in it',
      },
      { field: 'TenantId', becomes: '`tenant` of `--json`' },
      { field: 'Account, UniqueId', becomes: '`consentry grants`' },
      { field: 'IdToken', becomes: 'nothing: it was checked, and thrown away' },
      { field: 'CorrelationId', becomes: 'the audit, and each refusal' },
      { field: 'IsExtendedLifeTimeToken', becomes: 'nothing: none is asked for' },
      {
        field: 'RefreshToken',
        becomes: '`consentry export`, into a vault or a sealed file; it is never shown',
      },
    ],
    parameters: [
      { name: 'AccessToken', becomes: '`--file`, or standard input, of `verify`', isSecret: true },
      { name: 'ApplicationId', aliases: ['ClientId'], becomes: 'the setting `application.id` of the broker' },
      {
        name: 'CertificateThumbprint',
        becomes: 'the settings `application.certificateFile` and `application.privateKeyFile`',
      },
      {
        name: 'Credential',
        becomes: 'the settings `application.id` and `application.secretFile`',
        isSecret: true,
      },
      {
        name: 'Environment',
        aliases: ['EnvironmentName'],
        becomes: 'the setting `cloud.name` of the broker: one broker, one cloud',
      },
      { name: 'Module', aliases: ['ModuleName'], becomes: '`--resource https://outlook.office365.com`' },
      { name: 'RefreshToken', becomes: '`--file`, or standard input, of `import`; once', isSecret: true },
      {
        name: 'Scopes',
        becomes:
          '`--resource` for the API (partner-center, graph, arm, defender or its URI) and `--scope` for permissions; for `…/.default` no `--scope`',
      },
      {
        name: 'ServicePrincipal',
        becomes: '`--access app-only`, or nothing together with `-UseAuthorizationCode`',
      },
      {
        name: 'Tenant',
        aliases: ['Domain', 'TenantId'],
        becomes: '`--partner` for the partner’s tenant, `--customer` for a customer’s; tenant ids',
      },
      { name: 'UseAuthorizationCode', aliases: ['AuthCode'], becomes: '`consentry invite`, once' },
      {
        name: 'UseDeviceAuthentication',
        aliases: ['DeviceCode', 'DeviceAuth', 'Device'],
        becomes: '`consentry connect --device-code`, once',
      },
    ],
    files: {
      'exchange.json': {
        grants: [
          { resource: 'graph', scopes: ['Directory.Read.All', 'Directory.AccessAsUser.All'] },
          { resource: 'exchange', scopes: ['Exchange.Manage'] },
        ],
      },
    },
  },
] as const satisfies readonly Cmdlet[];
