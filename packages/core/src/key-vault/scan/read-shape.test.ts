import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '../../secret.ts';
import { readShape, type Shape } from './read-shape.ts';

const long = 'x1Y-'.repeat(60);
const clixml = `<Objs Version="1.1.0.1"><Obj RefId="0"><TN RefId="0"><T>System.Management.Automation.PSCredential</T></TN></Obj></Objs>`;

const looksLike: Readonly<Record<string, readonly [Shape | undefined, readonly string[]]>> = {
  'a refresh token': [
    'value_refresh_token',
    [
      `0.AWYAsx3kTestTenantMark.AgABAAEAAAD--${long}`,
      `1.AXoA0123456789.AQ${long}`,
      `0.AWYAsx3kTest.${long}`,
      `AQABAAAAAAD${long}`,
      `M.R3_BAY.${long}`,
      `M.C105_BL2.0.U.${long}\n`,
    ],
  ],
  'a token answer or cache': [
    'value_token_answer',
    [
      '{"token_type":"Bearer","refresh_token":"r"}',
      '[{"RefreshToken":"r"}]',
      '{"RefreshToken":{"uid.utid-login.microsoftonline.com-refreshtoken-client--":{"secret":"r"}}}',
      '{"entries":{"a":{"credential_type":"RefreshToken","secret":"r"}}}',
    ],
  ],
  'a login': [
    'value_login',
    [
      '{"username":"u","password":"p"}',
      '{"UserPrincipalName":"u@contoso.example","Password":"p"}',
      '{"partners":[{"partner":"contoso","credentials":{"partnerUser":"u","partnerPassword":"p"}}]}',
      'u@contoso.example:p4ssword',
      'u@contoso.example, p4ssword',
      'user=u\npassword=p',
      'UserName: u\r\nPassword: p',
      'User Name=u;Pwd=p',
    ],
  ],
  'a credential of PowerShell': ['value_powershell_credential', [clixml]],
  'a secure string of PowerShell': [
    'value_secure_string',
    ['01000000d08c9ddf0115d1118c7a00c04fc297eb010000004f'],
  ],
  'an access token': [
    'value_access_token',
    ['eyJhbGciOiJub25lIn0.eyJhIjoxfQ.', 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln'],
  ],
  'a user name': ['value_user_name', ['admin@contoso.onmicrosoft.com', ' u@contoso.example\n']],
  'a long word': ['value_long', [long]],
  'nothing that is looked for': [
    undefined,
    [
      '',
      'p4ssword',
      'two words',
      '{"username":"u"}',
      '{"password":"p"}',
      '{"refresh_token":""}',
      '{"username":"u","password":"p","host":"db.example"}',
      'Server=db.example;User ID=sa;Password=p',
      '{not json',
      '[1,2]',
      'https://user@contoso.example/path',
      '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----',
      `{"username":"u","password":"${'p'.repeat(30_000)}"}`,
    ],
  ],
};

for (const [what, [shape, texts]] of Object.entries(looksLike)) {
  test(`tells ${what}`, () => {
    for (const text of texts) assert.equal(readShape(Secret.of(text)), shape, text.slice(0, 60));
  });
}

test('is not led astray by what is nested deeply, nor held up by a long value', () => {
  assert.equal(readShape(Secret.of(`${'['.repeat(9_000)}${']'.repeat(9_000)}`)), undefined);
  for (const text of [
    'a@'.repeat(12_000),
    `${'a='.repeat(12_000)} b`,
    `${'a.'.repeat(12_000)}@`,
    `0.A${'-.'.repeat(12_000)} b`,
  ])
    assert.equal(readShape(Secret.of(text)), undefined);
});
