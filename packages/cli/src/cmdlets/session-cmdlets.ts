import type { Cmdlet } from './cmdlet.ts';

const environment = {
  name: 'Environment',
  becomes: 'the setting `cloud.name` of the broker: one broker, one cloud',
} as const;

const device = {
  name: 'UseDeviceAuthentication',
  aliases: ['DeviceCode', 'DeviceAuth', 'Device'],
  becomes: '`--device-code`; off unless the broker is configured for it (`deviceCode.clientId`)',
} as const;

const appOnly =
  'consentry token --partner $PARTNER --resource partner-center --access app-only --key-file caller.key';

/** Connecting, and what there is to say of a connection. */
export const sessionCmdlets = [
  {
    name: 'Connect-PartnerCenter',
    purpose: 'Signs in, and keeps a session for the cmdlets that follow.',
    pairs: [
      {
        id: 'connect/refresh-token',
        set: 'RefreshToken',
        when: [['RefreshToken']],
        commands: ['consentry import --partner $PARTNER --file refresh-token --purge-source'],
        different:
          'Once, and not at the head of each script: the broker proves it, with MFA, and keeps its successor. It comes by file or standard input, never as an argument.',
      },
      {
        id: 'connect/access-token',
        set: 'AccessToken',
        when: [['AccessToken']],
        commands: ['consentry verify --file access-token --resource partner-center --tenant $PARTNER'],
        different:
          'No access token is taken in: commands ask the broker for one when they need it. This says of yours whose it is, for what, and until when.',
      },
      {
        id: 'connect/service-principal-certificate',
        set: 'ServicePrincipalCertificate',
        when: [['CertificateThumbprint']],
        commands: ['consentry credential status', appOnly],
        different:
          'There is nothing to connect: the broker has the certificate, in two files of its configuration instead of a store of Windows. For a partner’s own application alone (`application.kind`). The module’s audience for this is refused today (900420); Partner Center’s own is asked for.',
      },
      {
        id: 'connect/service-principal',
        set: 'ServicePrincipal',
        when: [['ServicePrincipal', 'Credential']],
        commands: [appOnly],
        different:
          'There is nothing to connect: the broker has the secret, in a file. For a partner’s own application alone (`application.kind`). The module’s audience for this is refused today (900420); Partner Center’s own is asked for.',
      },
      {
        id: 'connect/device',
        set: 'User',
        when: [['UseDeviceAuthentication']],
        commands: ['consentry connect --device-code --partner $PARTNER'],
        different:
          'Once. The sign-in must carry MFA, which is checked. An invitation is safer where there is a browser.',
      },
      {
        id: 'connect/user',
        set: 'User',
        when: [],
        commands: ['consentry invite --partner $PARTNER'],
        different:
          'Once: whoever opens the link signs in with MFA, in a browser anywhere. Afterwards every command works without anybody there, until the grant ends (`consentry forecast`).',
      },
    ],
    parameters: [
      { name: 'AccessToken', becomes: '`--file`, or standard input, of `verify`', isSecret: true },
      { name: 'ApplicationId', becomes: 'the setting `application.id` of the broker' },
      {
        name: 'CertificateThumbprint',
        becomes: 'the settings `application.certificateFile` and `application.privateKeyFile`',
      },
      {
        name: 'Credential',
        becomes: 'the settings `application.id` and `application.secretFile`',
        isSecret: true,
      },
      environment,
      { name: 'RefreshToken', becomes: '`--file`, or standard input, of `import`', isSecret: true },
      { name: 'ServicePrincipal', becomes: '`--access app-only`' },
      { name: 'Tenant', aliases: ['Domain', 'TenantId'], becomes: '`--partner`, a tenant id' },
      device,
      { name: 'WhatIf', aliases: ['wi'], becomes: 'nothing: connecting changes nothing at Microsoft' },
      { name: 'Confirm', aliases: ['cf'], becomes: 'nothing: what cannot be undone asks by itself' },
    ],
  },
  {
    name: 'Disconnect-PartnerCenter',
    purpose: 'Ends the session.',
    pairs: [
      {
        id: 'disconnect',
        set: '(only one)',
        when: [],
        commands: ['consentry revoke --grant $GRANT'],
        different:
          'There is no session to end, so as a rule nothing is to be done. This takes the grant back, for every program.',
      },
    ],
    parameters: [
      { name: 'WhatIf', aliases: ['wi'], becomes: 'nothing' },
      { name: 'Confirm', aliases: ['cf'], becomes: 'nothing' },
    ],
  },
  {
    name: 'Get-PartnerContext',
    purpose: 'Says who is connected.',
    pairs: [
      {
        id: 'context',
        set: '(only one)',
        when: [],
        commands: ['consentry grants'],
        different: 'Of all partners at once, with the state of each grant and how MFA was proven.',
      },
    ],
    parameters: [],
  },
  {
    name: 'Test-PartnerSecurityRequirement',
    purpose: 'Has an account sign in, and says whether that took MFA.',
    pairs: [
      {
        id: 'test-mfa/device',
        set: '(only one)',
        when: [['UseDeviceAuthentication']],
        commands: ['consentry test-mfa --partner $PARTNER --device-code'],
        different: 'As without it, with a code that is typed on another machine.',
      },
      {
        id: 'test-mfa/browser',
        set: '(only one)',
        when: [],
        commands: ['consentry test-mfa --partner $PARTNER'],
        different:
          'The tenant is named. It says why an account fails and what to do, ends with 1 where it fails, and names the cmdlet’s verdict where that differs.',
      },
    ],
    results: [
      { field: 'pass', becomes: 'exit code 0; `cmdlet` of `--json` has the word of the cmdlet' },
      { field: 'fail', becomes: 'exit code 1, with `reason` and `remedy`' },
    ],
    parameters: [{ ...environment, aliases: ['EnvironmentName'] }, device],
  },
  {
    name: 'Resolve-PartnerError',
    purpose: 'Shows more of the last errors.',
    pairs: [
      {
        id: 'resolve-error',
        set: '(only one)',
        when: [],
        commands: ['consentry explain AADSTS50076'],
        different:
          'Nothing of a session is kept: each error says its code, its cause and the next step when it happens. This explains a code, of Microsoft’s or ours.',
      },
    ],
    parameters: [
      { name: 'Error', becomes: 'the code, as the argument' },
      { name: 'Last', becomes: 'nothing' },
    ],
  },
] as const satisfies readonly Cmdlet[];
