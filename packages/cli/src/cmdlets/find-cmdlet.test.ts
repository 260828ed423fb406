import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { anOutput } from '../../test/a-data-folder.ts';
import { cmdlet, refuseCmdlet } from '../commands/cmdlet.ts';
import type { Cmdlet } from './cmdlet.ts';
import { cmdletTable } from './cmdlet-table.ts';
import { chooseWays, findCmdlet, readGivenParameters } from './find-cmdlet.ts';
import { furtherCmdlets } from './further-cmdlets.ts';
import { findFurtherWay } from './further-way.ts';

const getCmdlet = (name: string): Cmdlet => {
  const found = findCmdlet(name);
  assert.ok(found?.kind === 'pairs', name);
  return found.cmdlet;
};
const newToken = getCmdlet('New-PartnerAccessToken');
const waysOf = (typed: string): string[] =>
  chooseWays(newToken, readGivenParameters(newToken, typed.split(' '))).map(({ id }) => id);

/** What the help of the module has, version 3.0, docs/help of its repository (2026-11-26): sets, and parameters with aliases. */
const help: Readonly<Record<string, readonly [sets: string, parameters: string]>> = {
  'Connect-PartnerCenter': [
    'User AccessToken RefreshToken ServicePrincipalCertificate ServicePrincipal',
    'AccessToken ApplicationId CertificateThumbprint Credential Environment RefreshToken ServicePrincipal Tenant,Domain,TenantId UseDeviceAuthentication,Device,DeviceAuth,DeviceCode Confirm,cf WhatIf,wi',
  ],
  'New-PartnerAccessToken': [
    'AccessToken RefreshToken ServicePrincipal ServicePrincipalCertificate User ByModule',
    'AccessToken ApplicationId,ClientId CertificateThumbprint Credential Environment,EnvironmentName Module,ModuleName RefreshToken Scopes ServicePrincipal Tenant,Domain,TenantId UseAuthorizationCode,AuthCode UseDeviceAuthentication,DeviceCode,DeviceAuth,Device',
  ],
  'Test-PartnerSecurityRequirement': [
    '',
    'Environment,EnvironmentName UseDeviceAuthentication,DeviceCode,DeviceAuth,Device',
  ],
  'New-PartnerCustomerApplicationConsent': ['', 'ApplicationGrants ApplicationId CustomerId DisplayName'],
  'Get-PartnerCustomer': ['ById ByDomain', 'CustomerId Domain'],
  'Get-PartnerCustomerUser': [
    'ByCustomerId ByUserId ByUserState ByUpn',
    'CustomerId ReturnDeletedUsers UserId UserPrincipalName',
  ],
};

describe('the table of cmdlets', () => {
  for (const [name, [sets, parameters]] of Object.entries(help)) {
    test(`${name} has every parameter set and every parameter of the module’s help`, () => {
      const { pairs, parameters: rows } = getCmdlet(name);
      const missing = sets.split(' ').filter((set) => set !== '' && !pairs.some((pair) => pair.set === set));
      assert.deepEqual(missing, []);
      const namesOf = (text: readonly string[]): string =>
        text.toSorted((one, other) => one.localeCompare(other)).join();
      assert.deepEqual(
        new Set(rows.map(({ name: parameter, aliases = [] }) => namesOf([parameter, ...aliases]))),
        new Set(parameters.split(' ').map((one) => namesOf(one.split(',')))),
      );
    });
  }

  test('a way is chosen by parameters that the cmdlet has', () => {
    for (const { parameters, pairs } of cmdletTable as readonly Cmdlet[]) {
      const known = new Set(parameters.map(({ name }) => name));
      for (const name of pairs.flatMap(({ when }) => when.flat())) assert.ok(known.has(name), name);
    }
  });

  test('every other cmdlet with an operation has its request, and a command where it reads', () => {
    for (const [name, operation] of Object.entries(furtherCmdlets)) {
      assert.equal(findCmdlet(name.toUpperCase())?.kind, 'further');
      if (operation === undefined) continue;
      const { request, command } = findFurtherWay(operation);
      assert.equal(command !== undefined, request.startsWith('GET '), name);
    }
    assert.equal(
      Object.keys(furtherCmdlets).length + cmdletTable.length - 1,
      124,
      'as many as the module exports',
    );
  });
});

describe('what was typed', () => {
  const afterwards = ['access-token/export-to-vault', 'access-token/export-to-file'];
  for (const [typed, way] of [
    ['-ApplicationId x -Scopes y -ServicePrincipal -Credential z -Tenant t -UseAuthorizationCode', 'consent'],
    ['-clientid x -scopes y -serviceprincipal -cred z -tenantid t -authcode', 'consent'],
    ['-ApplicationId x -Scopes y -ServicePrincipal -Credential z -Tenant t', 'service-principal'],
    ['-ApplicationId x -Scopes y -CertificateThumbprint z -Tenant t', 'certificate'],
    ['-ApplicationId x -Scopes y -CertificateThumbprint z -Tenant t -UseAuth', 'certificate-consent'],
    ['-RefreshToken x -Scopes y -Credential z -ServicePrincipal', 'refresh-token'],
    ['-AccessToken x -ApplicationId y -Scopes z', 'access-token'],
    ['-ApplicationId x -Scopes y -Device', 'device'],
    ['-ApplicationId x -Scopes y', 'user'],
    ['-ModuleName:ExchangeOnline -RefreshToken x', 'by-module'],
  ] as const) {
    test(`${typed} is the way ${way}`, () => {
      assert.deepEqual(waysOf(typed), [`access-token/${way}`, ...afterwards]);
    });
  }

  test('every way is shown where no parameter tells of one', () => {
    assert.equal(waysOf('').length, newToken.pairs.length);
    assert.equal(waysOf('-Unknown x').length, newToken.pairs.length);
  });

  test('a secret that stood there is told by the name of its parameter alone', () => {
    const { exposed } = readGivenParameters(newToken, [
      '-RefreshToken',
      'a-secret',
      '-AccessToken:another',
      '-Credential',
    ]);
    assert.deepEqual(exposed, ['RefreshToken', 'AccessToken']);
    const { code, message, remedy } = refuseCmdlet(['New-PartnerAccessToken', '-RefreshToken', 'a-secret']);
    assert.equal(code, 'usage');
    assert.match(remedy, /-RefreshToken stood among the arguments/);
    assert.doesNotMatch(`${message}${remedy}`, /a-secret/);
  });

  test('a cmdlet without a command is answered with what it reads, by whom it is written, or nothing', () => {
    const said = (name: string): string => refuseCmdlet([name]).remedy;
    assert.match(said('get-partnerservicerequest'), /consentry call .*--path "\/v1\/servicerequests"/);
    assert.match(said('New-PartnerCustomerCart'), /createCart of the library/);
    assert.match(said('Get-PartnerRole'), /nothing in its place/);
    assert.match(said('Get-PartnerNothing'), /consentry cmdlet/);
  });

  test('a name that the module does not have is refused', async () => {
    await assert.rejects(cmdlet({ words: ['Get-PartnerNothing'] }, anOutput()), {
      code: 'usage',
    });
  });
});
