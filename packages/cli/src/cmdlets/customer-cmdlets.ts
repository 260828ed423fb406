import type { Cmdlet } from './cmdlet.ts';

const customers = 'consentry customers --partner $PARTNER --key-file caller.key';
const users = 'consentry users --partner $PARTNER --customer $CUSTOMER --key-file caller.key';

/** Customers, their accounts, and what they consent to. */
export const customerCmdlets = [
  {
    name: 'New-PartnerCustomerApplicationConsent',
    purpose: 'Consents to an application in a customer’s tenant, in the partner’s name.',
    pairs: [
      {
        id: 'consent/new',
        set: '(only one)',
        when: [],
        commands: [
          'consentry consents plan --partner $PARTNER --customer $CUSTOMER --permissions permissions.json',
          'consentry consents grant --partner $PARTNER --customer $CUSTOMER --permissions permissions.json --yes',
        ],
        different:
          '`plan` says what is missing and changes nothing. `grant` asks for each API by itself, takes what stands already as success, and waits until a token proves it. Many customers: `--all`.',
      },
    ],
    parameters: [
      {
        name: 'ApplicationGrants',
        becomes:
          '`grants` of the file: EnterpriseApplicationId is `resource` (an id, a URI or a name), Scope with its commas is the list `scopes`',
      },
      {
        name: 'ApplicationId',
        becomes: '`applicationId` of the file; may be left out, and no other than the broker’s is taken',
      },
      { name: 'CustomerId', becomes: '`--customer`' },
      { name: 'DisplayName', becomes: '`displayName` of the file; may be left out' },
    ],
    files: { 'permissions.json': { grants: [{ resource: 'graph', scopes: ['User.Read.All'] }] } },
  },
  {
    name: 'Remove-PartnerCustomerApplicationConsent',
    purpose: 'Withdraws that consent.',
    origin: 'The module has no such cmdlet; its documents send a DELETE to Partner Center by hand.',
    pairs: [
      {
        id: 'consent/remove',
        set: '(only one)',
        when: [],
        commands: ['consentry consents withdraw --partner $PARTNER --customer $CUSTOMER --yes'],
        different:
          'What is not there is success. It waits until no token is given any more, and forgets those that were kept.',
      },
    ],
    parameters: [
      { name: 'ApplicationId', becomes: 'nothing: it is the broker’s' },
      { name: 'CustomerId', becomes: '`--customer`' },
    ],
  },
  {
    name: 'Get-PartnerCustomer',
    purpose: 'Lists customers, or gets one.',
    pairs: [
      {
        id: 'customer/by-domain',
        set: 'ByDomain',
        when: [['Domain']],
        commands: [`${customers} --domain $DOMAIN`],
        different: 'All whose domain begins so. The module asked Graph for the exact one first.',
      },
      {
        id: 'customer/by-id',
        set: 'ById',
        when: [['CustomerId']],
        commands: [`${customers} --customer $CUSTOMER`],
        different: '`--json` has every field of Partner Center’s, under `items`.',
      },
      {
        id: 'customer/all',
        set: 'ById, without an id',
        when: [],
        commands: [customers],
        different: 'Every page, each with a token that is fresh enough for it.',
      },
    ],
    parameters: [
      { name: 'CustomerId', becomes: '`--customer`' },
      { name: 'Domain', becomes: '`--domain`' },
    ],
  },
  {
    name: 'Get-PartnerCustomerUser',
    purpose: 'Lists the accounts of a customer, or gets one.',
    pairs: [
      {
        id: 'user/by-id',
        set: 'ByUserId',
        when: [['UserId']],
        commands: [`${users} --user $ACCOUNT`],
        different: '`--user` takes an object id.',
      },
      {
        id: 'user/by-name',
        set: 'ByUpn',
        when: [['UserPrincipalName']],
        commands: [`${users} --user $ACCOUNT_NAME`],
        different: '`--user` takes a user name too. Graph is asked for its object id, as the module did.',
      },
      {
        id: 'user/deleted',
        set: 'ByUserState',
        when: [['ReturnDeletedUsers']],
        commands: [`${users} --deleted`],
        different: 'With when each was deleted.',
      },
      {
        id: 'user/all',
        set: 'ByCustomerId',
        when: [],
        commands: [users],
        different: 'Of one customer. Of all of them: `consentry sweep users --partner $PARTNER --all`.',
      },
    ],
    parameters: [
      { name: 'CustomerId', becomes: '`--customer`' },
      { name: 'ReturnDeletedUsers', becomes: '`--deleted`' },
      { name: 'UserId', becomes: '`--user`' },
      { name: 'UserPrincipalName', becomes: '`--user`' },
    ],
  },
] as const satisfies readonly Cmdlet[];
