import { builtInCloudNames } from '@consentry/core';
import {
  authenticationContext,
  baseUrl,
  choice,
  cloudName,
  databaseUrl,
  flag,
  guid,
  guids,
  host,
  hosts,
  instant,
  integer,
  issuer,
  type Kind,
  methods,
  path,
  title,
} from './kinds.ts';
import { trustedIssuers } from './trusted-issuers.ts';
import { wantedPermissions } from './wanted-permissions.ts';

/** One row of the table of settings: everything that the reader and the reference need of it. */
export interface Setting<T> {
  readonly kind: Kind<T>;
  /** Used when the setting is not given. */
  readonly default?: T;
  /** What the reference says of a default that is worked out, or of a setting that must be given. */
  readonly otherwise?: string;
  readonly required?: true;
  readonly doc: string;
  readonly example: string;
}

const setting = <const T>(row: Setting<T>): Setting<T> => row;

const dayMs = 24 * 60 * 60 * 1000;

/** Every setting of the broker. `docs/config.md` is generated from this table. */
export const settings = {
  'cloud.refreshTokens': setting({
    kind: choice('reusable', 'single-use'),
    default: 'reusable',
    doc: 'Whether a refresh token still works after it was redeemed. At Entra it does; `single-use` is for a provider where its successor takes its place. Then each successor is stored before the next redemption, and one grant is redeemed for one thing at a time.',
    example: 'reusable',
  }),
  'cloud.name': setting({
    kind: cloudName,
    default: 'public',
    doc: `The cloud: ${builtInCloudNames.join(', ')}; or a name of your own for a cloud that the base URLs below declare.`,
    example: 'public',
  }),
  'cloud.loginBaseUrl': setting({
    kind: baseUrl,
    otherwise: 'of the built-in cloud',
    doc: 'Where people and programs sign in. For a declared cloud only, and needed there.',
    example: 'https://login.cloud.example',
  }),
  'cloud.partnerCenterBaseUrl': setting({
    kind: baseUrl,
    otherwise: 'of the built-in cloud',
    doc: 'Where Partner Center answers. For a declared cloud only, and needed there.',
    example: 'https://partnercenter.cloud.example',
  }),
  'cloud.graphBaseUrl': setting({
    kind: baseUrl,
    otherwise: 'of the built-in cloud',
    doc: 'Where Microsoft Graph answers. For a declared cloud only, and needed there.',
    example: 'https://graph.cloud.example',
  }),
  'cloud.armBaseUrl': setting({
    kind: baseUrl,
    otherwise: 'of the built-in cloud',
    doc: 'Where Azure Resource Manager answers. For a declared cloud only.',
    example: 'https://management.cloud.example',
  }),
  'cloud.defenderBaseUrl': setting({
    kind: baseUrl,
    otherwise: 'of the built-in cloud',
    doc: 'Where Microsoft Defender answers. For a declared cloud only.',
    example: 'https://security.cloud.example',
  }),
  'cloud.issuerV1': setting({
    kind: issuer,
    otherwise: 'of the built-in cloud; for a declared one `cloud.loginBaseUrl` and `/{tenantid}/`',
    doc: 'Who signs the id_tokens of the v1 endpoints, with `{tenantid}` for the tenant. For a declared cloud only.',
    example: 'https://sts.cloud.example/{tenantid}/',
  }),
  'cloud.allowLocal': setting({
    kind: flag,
    default: false,
    doc: 'Allows a declared cloud on http or on this machine, and an own certificate authority. The broker then listens on this machine only.',
    example: 'true',
  }),
  'cloud.caFile': setting({
    kind: path,
    otherwise: 'none',
    doc: 'Certificates (PEM) of a certificate authority to trust besides the well-known ones. Needs `cloud.allowLocal`.',
    example: './ca.pem',
  }),
  'application.id': setting({
    kind: guid,
    otherwise: 'must be given',
    required: true,
    doc: 'The application (client) id of the app registration.',
    example: '11111111-2222-4333-8444-555555555555',
  }),
  'application.name': setting({
    kind: title,
    default: 'Consentry',
    doc: 'The name under which the application is registered, for the consent pages.',
    example: 'Contoso Partner Tools',
  }),
  'application.kind': setting({
    kind: choice('vendor', 'partner'),
    default: 'vendor',
    doc: 'Whose application it is: a control panel vendor’s, which several partners consent to, or a partner’s own. A vendor’s gets no app-only token for Partner Center or for a partner’s tenant: Microsoft does not allow it.',
    example: 'partner',
  }),
  'application.secretFile': setting({
    kind: path,
    otherwise: 'a certificate is used',
    doc: 'A file with the client secret on one line. Give this, or the certificate and its private key. Only its owner may read it. It may change while the broker runs ([credentials.md](credentials.md)).',
    example: './client-secret',
  }),
  'application.secretExpiresAt': setting({
    kind: instant,
    otherwise: 'nothing warns of it',
    doc: 'When the client secret ends, as the Entra portal says. The log and the metrics warn 30 days ahead. Of a certificate the broker knows it.',
    example: '2027-03-31',
  }),
  'application.certificateFile': setting({
    kind: path,
    otherwise: 'a secret is used',
    doc: 'The certificate (PEM) that was uploaded to the app registration. Preferred over a secret. Each that has its key is a credential. It may change while the broker runs ([credentials.md](credentials.md)).',
    example: './application.pem',
  }),
  'application.privateKeyFile': setting({
    kind: path,
    otherwise: 'a secret is used',
    doc: 'The private key of the certificate (PKCS#8, PEM, not encrypted). Only its owner may read it.',
    example: './application.key',
  }),
  'application.second.secretFile': setting({
    kind: path,
    otherwise: 'there is no second credential, or it is a certificate',
    doc: 'The secret of a second credential, which is used as soon as Microsoft refuses the first. See [credentials.md](credentials.md).',
    example: './client-secret-2',
  }),
  'application.second.secretExpiresAt': setting({
    kind: instant,
    otherwise: 'nothing warns of it',
    doc: 'When the second secret ends.',
    example: '2028-03-31',
  }),
  'application.second.certificateFile': setting({
    kind: path,
    otherwise: 'there is no second credential, or it is a secret',
    doc: 'The certificate (PEM) of a second credential. Of two certificates one may have ended.',
    example: './application-2.pem',
  }),
  'application.second.privateKeyFile': setting({
    kind: path,
    otherwise: 'as `application.second.certificateFile`',
    doc: 'The private key of that certificate (PKCS#8, PEM, not encrypted). Only its owner may read it.',
    example: './application-2.key',
  }),
  'deviceCode.clientId': setting({
    kind: guid,
    otherwise: 'the sign-in by device code is off',
    doc: 'A second app registration, a public one, for sign-ins by device code at the operator’s own terminal. Naming one turns them on: they can be phished, see [import.md](import.md#device-code).',
    example: '22222222-3333-4444-8555-666666666666',
  }),
  'entra.endpoints': setting({
    kind: choice('v2', 'v1'),
    default: 'v2',
    doc: 'Which generation of Entra’s endpoints people sign in at and tokens come from. v1 needs `code id_token`.',
    example: 'v1',
  }),
  'entra.responseType': setting({
    kind: choice('code', 'code id_token'),
    otherwise: '`code`; with v1 `code id_token`',
    doc: 'What a sign-in answers: a code, or with it a signed id_token (hybrid), which is checked before the code is redeemed. Hybrid needs the switch “ID tokens” on the app registration.',
    example: 'code id_token',
  }),
  publicUrl: setting({
    kind: baseUrl,
    otherwise: '`http://localhost:` and the public listener’s port',
    doc: 'The address under which invited people reach the broker: https, or http on this machine. Links and redirect URIs are built from it alone.',
    example: 'https://consent.contoso.example',
  }),
  'publicListener.host': setting({
    kind: host,
    default: '127.0.0.1',
    doc: 'Where the invitation pages listen.',
    example: '0.0.0.0',
  }),
  'publicListener.port': setting({
    kind: integer(0, 65_535),
    default: 44_395,
    doc: 'The port of the invitation pages. 0 takes a free one, and then `publicUrl` must be given.',
    example: '8443',
  }),
  'apiListener.host': setting({
    kind: host,
    default: '127.0.0.1',
    doc: 'Where the token API listens.',
    example: '10.0.0.5',
  }),
  'apiListener.port': setting({
    kind: integer(0, 65_535),
    default: 44_396,
    doc: 'The port of the token API. 0 takes a free one.',
    example: '8444',
  }),
  'managedIdentityListener.host': setting({
    kind: host,
    default: '127.0.0.1',
    doc: 'Where SDKs get tokens by the managed-identity protocol of App Service: an address of loopback, always. See [ways-in.md](ways-in.md#the-managed-identity-of-app-service).',
    example: '::1',
  }),
  'managedIdentityListener.port': setting({
    kind: integer(0, 65_535),
    otherwise: 'the protocol is off',
    doc: 'The port of that listener; naming one turns it on. 0 takes a free one.',
    example: '44397',
  }),
  'metricsListener.host': setting({
    kind: host,
    default: '127.0.0.1',
    doc: 'Where `/metrics` listens, if it does.',
    example: '10.0.0.5',
  }),
  'metricsListener.port': setting({
    kind: integer(0, 65_535),
    otherwise: 'there are no metrics to be read',
    doc: 'The port of `/metrics`, for Prometheus. Whoever reaches it may read it. 0 takes a free one. See [metrics.md](metrics.md).',
    example: '44398',
  }),
  dataDir: setting({
    kind: path,
    default: './consentry-data',
    doc: 'The folder of the store. It is made at the first start.',
    example: '/var/lib/consentry',
  }),
  masterKeyFile: setting({
    kind: path,
    otherwise: '`dataDir` with `.key` at the end',
    doc: 'The file of the master key. It lies outside `dataDir` and its backups, and is made for an empty store only.',
    example: '/etc/consentry/master.key',
  }),
  'backup.recoveryKeyFile': setting({
    kind: path,
    otherwise: 'no backup is given',
    doc: 'The file ending in `.pub` that `consentry recovery-key create` has made: what backups are sealed to. It opens none. See [backup.md](backup.md).',
    example: '/etc/consentry/recovery-key.pub',
  }),
  'database.url': setting({
    kind: databaseUrl,
    otherwise: 'SQLite, in `dataDir`',
    doc: 'A database on Postgres, for several brokers on one store; `--database` of `consentry serve` goes before it. Without a password. `postgres:///name?user=user&host=/folder` reaches a server by its socket. See [postgres.md](postgres.md).',
    example: 'postgres://consentry@db.contoso.example/consentry',
  }),
  'database.passwordFile': setting({
    kind: path,
    otherwise: 'none is sent',
    doc: 'A file with the password of the database on one line. Only its owner may read it.',
    example: './database-password',
  }),
  'database.caFile': setting({
    kind: path,
    otherwise: 'the well-known authorities',
    doc: 'Certificates (PEM) of the authority that vouches for the database server. TLS is always used and checked, except for a server on this machine without this setting.',
    example: './database-ca.pem',
  }),
  'callers.issuers': setting({
    kind: trustedIssuers,
    otherwise: 'callers prove themselves by keys alone',
    doc: 'Who signs the tokens that programs may present instead of a key: issuers of OpenID Connect, each with the audience that its tokens must be for. Keys are looked for by discovery at the issuer’s own host; where they are elsewhere, `keysUrl` says so. In the variable the list is JSON. See [callers.md](callers.md#without-a-key-workload-identity).',
    example:
      '[{ "issuer": "https://token.actions.githubusercontent.com", "audience": "https://consentry.contoso.example" }]',
  }),
  vault: setting({
    kind: choice('database', 'key-vault'),
    otherwise: '`key-vault` where `keyVault.url` is given, `database` otherwise',
    doc: 'Where new refresh tokens go. Those that are stored are read where they lie, as long as that vault is configured; `consentry vault move` moves them. See [key-vault.md](key-vault.md#moving).',
    example: 'database',
  }),
  'keyVault.url': setting({
    kind: baseUrl,
    otherwise: 'refresh tokens are kept encrypted in the database',
    doc: 'An Azure Key Vault to keep refresh tokens in: `https://NAME.vault.azure.net`. See [key-vault.md](key-vault.md).',
    example: 'https://contoso-consentry.vault.azure.net',
  }),
  'keyVault.tenant': setting({
    kind: guid,
    otherwise: 'must be given with `keyVault.url`',
    doc: 'The tenant of the vault’s subscription. Tokens for the vault come from here, whatever the vault says.',
    example: '11111111-2222-4333-8444-555555555555',
  }),
  'keyVault.managedIdentity': setting({
    kind: flag,
    default: false,
    doc: 'Opens the vault with the identity that Azure gives to this machine. Needs the package `@azure/identity`.',
    example: 'true',
  }),
  'keyVault.clientId': setting({
    kind: guid,
    otherwise: '`application.id`; with a managed identity the system-assigned one',
    doc: 'The identity that opens the vault: an application of its own, with a credential below, or a user-assigned managed identity.',
    example: '11111111-2222-4333-8444-555555555555',
  }),
  'keyVault.secretFile': setting({
    kind: path,
    otherwise: 'the credential of `application`, unless there is a certificate or a managed identity',
    doc: 'A file with the secret of the application that opens the vault, on one line. Only its owner may read it.',
    example: './key-vault-secret',
  }),
  'keyVault.certificateFile': setting({
    kind: path,
    otherwise: 'as `keyVault.secretFile`',
    doc: 'The certificate (PEM) of the application that opens the vault.',
    example: './key-vault.pem',
  }),
  'keyVault.privateKeyFile': setting({
    kind: path,
    otherwise: 'as `keyVault.secretFile`',
    doc: 'The private key of that certificate (PKCS#8, PEM, not encrypted). Only its owner may read it.',
    example: './key-vault.key',
  }),
  'alerts.urlFile': setting({
    kind: path,
    otherwise: 'nobody is told; there are the log and the metrics',
    doc: 'A file with the address of a webhook on one line: what needs a person is posted there as JSON. https, on another machine. Only its owner may read the file. See [operations.md](operations.md#alerts).',
    example: './alerts-url',
  }),
  'alerts.signingKeyFile': setting({
    kind: path,
    otherwise: 'alerts are not signed',
    doc: 'A file with a key of 24 to 64 random bytes, as base64 on one line, by which alerts are signed as Standard Webhooks has it. Only its owner may read the file. Needs `alerts.urlFile`.',
    example: './alerts-signing-key',
  }),
  'log.level': setting({
    kind: choice('error', 'warn', 'info', 'debug', 'silent'),
    default: 'info',
    doc: 'What is logged.',
    example: 'warn',
  }),
  'proxy.url': setting({
    kind: baseUrl,
    otherwise: 'Microsoft is reached without a proxy',
    doc: 'The proxy by which everything goes to Microsoft, and alerts too, except the token of a managed identity. Without user and password. `HTTPS_PROXY` is not looked at. When it fails, requests fail: none goes another way.',
    example: 'http://proxy.contoso.example:3128',
  }),
  'proxy.credentialsFile': setting({
    kind: path,
    otherwise: 'none are sent',
    doc: 'A file with `user:password` for the proxy on one line. Only its owner may read it.',
    example: './proxy-credentials',
  }),
  'proxy.caFile': setting({
    kind: path,
    otherwise: 'the well-known authorities',
    doc: 'Certificates (PEM) of the authority of a proxy that looks into TLS. It is trusted for what goes by the proxy, and then the proxy sees every token.',
    example: './proxy-ca.pem',
  }),
  'proxy.except': setting({
    kind: hosts,
    otherwise: 'everything goes by the proxy',
    doc: 'Hosts that are reached without the proxy, parted by commas; a dot in front stands for everything below.',
    example: 'contoso-consentry.vault.azure.net',
  }),
  'process.allowDebugging': setting({
    kind: flag,
    default: false,
    doc: 'Allows Node’s inspector, and options that write the memory of the process to a file. Every token is in there: for looking for a fault of ours, never in production. `cloud.allowLocal` allows them too.',
    example: 'true',
  }),
  'sweeps.concurrency': setting({
    kind: integer(1, 100),
    default: 16,
    doc: 'How many customers this broker works on at once, over all sweeps. See [sweeps.md](sweeps.md).',
    example: '8',
  }),
  'sweeps.tokensPerSecond': setting({
    kind: integer(1, 500),
    default: 20,
    doc: 'How many tokens sweeps redeem in a second at most. They begin with a tenth of it, and reach it after half a minute.',
    example: '10',
  }),
  'sweeps.keepForMs': setting({
    kind: integer(60 * 60 * 1000, 365 * dayMs),
    default: 30 * dayMs,
    doc: 'How long a sweep that is over is kept, with what was found, in milliseconds.',
    example: '604800000',
  }),
  'posture.keepForMs': setting({
    kind: integer(dayMs, 5 * 365 * dayMs),
    default: 400 * dayMs,
    doc: 'How long a report on a partner’s security requirements is kept, in milliseconds; the newest of each partner is kept in any case. See [posture.md](posture.md).',
    example: '31536000000',
  }),
  'dashboard.url': setting({
    kind: baseUrl,
    otherwise: 'the API listener, where it is on loopback; otherwise there is no dashboard',
    doc: 'The address at which people open the dashboard. It is served by the API listener; from other machines it needs https, by a proxy in front. See [dashboard.md](dashboard.md).',
    example: 'https://consentry.example',
  }),
  'dashboard.tenant': setting({
    kind: guid,
    otherwise: 'people sign in by links from `consentry dashboard`',
    doc: 'The tenant whose accounts sign in at the dashboard.',
    example: '99999999-9999-4999-8999-999999999999',
  }),
  'dashboard.clientId': setting({
    kind: guid,
    otherwise: 'people sign in by links from `consentry dashboard`',
    doc: 'The app registration by which they sign in: one of its own, with the app roles `Consentry.Viewer`, `Consentry.Operator` and `Consentry.Admin`.',
    example: '22222222-3333-4444-8555-666666666666',
  }),
  'dashboard.authenticationContext': setting({
    kind: authenticationContext,
    otherwise: 'MFA of a sign-in is shown as unknown',
    doc: 'The authentication context of conditional access that stands for MFA at the dashboard. It is asked for at each sign-in, and one without it is refused.',
    example: 'c1',
  }),
  'invitation.lifetimeMs': setting({
    kind: integer(60_000, 30 * dayMs),
    default: 7 * dayMs,
    doc: 'How long an invitation can be used, in milliseconds; at most 30 days.',
    example: '86400000',
  }),
  'consent.prompt': setting({
    kind: choice('select_account', 'login', 'consent'),
    default: 'select_account',
    doc: 'What the sign-in page asks for first.',
    example: 'login',
  }),
  'adminConsent.permissions': setting({
    kind: wantedPermissions,
    otherwise: 'administrators of customers are not asked',
    doc: 'What is wanted in customers’ tenants, by API: permissions of the application itself, and delegated ones. All of them stand on the app registration: Microsoft’s page asks for what stands there. When the list grows, `consentry admin-consents list --lagging` says who must consent again. In the variable the list is JSON. See [admin-consent.md](admin-consent.md).',
    example: '[{ "resource": "defender", "application": ["Incident.Read.All"] }]',
  }),
  'adminConsent.endpoints': setting({
    kind: choice('v2', 'v1'),
    default: 'v2',
    doc: 'Which generation of the admin consent endpoint administrators of customers are sent to. v2 names one API in the request, and fails where the customer does not have it; v1 names none.',
    example: 'v1',
  }),
  'adminConsent.excludedTenants': setting({
    kind: guids,
    otherwise: 'none',
    doc: 'Tenant ids that are never a customer, parted by commas; beside every partner’s own.',
    example: '11111111-2222-4333-8444-555555555555',
  }),
  'consent.amrValues': setting({
    kind: methods,
    default: 'mfa',
    doc: 'The authentication methods that the sign-in page is asked for. Empty: none is asked for; MFA is checked all the same.',
    example: '""',
  }),
} as const;

/** The name of a setting, as the JSON file nests it. */
export type SettingKey = keyof typeof settings;

type ValueOf<Row> = Row extends Setting<infer T> ? T : never;

/** What was read. Undefined: not given and without default, or given and refused. */
export type Values = { readonly [Key in SettingKey]: ValueOf<(typeof settings)[Key]> | undefined };

/** In the order of the table. */
export const settingKeys = Object.keys(settings) as SettingKey[];

/** The environment variable of a setting: `cloud.loginBaseUrl` is CONSENTRY_CLOUD_LOGIN_BASE_URL. */
export function environmentName(key: SettingKey): string {
  return `CONSENTRY_${key
    .replaceAll('.', '_')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`;
}
