import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import type { ConfigFiles } from './config-files.ts';
import { readSetUp } from './read-set-up.ts';

const noFiles: ConfigFiles = {
  read: () => assert.fail('no file is read'),
  look: () => assert.fail('no folder is looked at'),
};

const read = (environment: Record<string, string>) =>
  readSetUp({ environment, files: noFiles, directory: '/srv' });

test('reads what a registration is made from without an application, and reads no secret', () => {
  const { application, publicUrl, cloud, isHybrid } = read({
    CONSENTRY_PUBLIC_URL: 'https://consent.contoso.example',
    CONSENTRY_APPLICATION_KIND: 'partner',
    CONSENTRY_APPLICATION_CERTIFICATE_FILE: 'application.pem',
    CONSENTRY_APPLICATION_PRIVATE_KEY_FILE: 'application.key',
  });
  assert.deepEqual(application, {
    id: undefined,
    name: 'Consentry',
    kind: 'partner',
    certificateFile: '/srv/application.pem',
  });
  assert.deepEqual([publicUrl, cloud.name, isHybrid], ['https://consent.contoso.example', 'public', false]);
});

test('tells every other problem at once', () => {
  assert.throws(
    () =>
      read({
        CONSENTRY_PUBLIC_URL: 'http://a.example',
        CONSENTRY_APPLICATION_ID: 'x',
        CONSENTRY_CLOUD_NAME: 'y',
      }),
    (error) => {
      assert.ok(isConsentryError(error, 'invalid_configuration'));
      const { problems } = error.facts as { problems: readonly string[] };
      assert.equal(problems.length, 3, problems.join());
      return true;
    },
  );
});
