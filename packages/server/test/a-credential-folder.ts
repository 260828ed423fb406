import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readApplicationId } from '@consentry/core';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { createCredentialFiles } from '../src/config/credential-files.ts';
import { gatherValues } from '../src/config/gather-values.ts';
import { nodeConfigFiles } from '../src/config/node-config-files.ts';
import { createReport } from '../src/config/report.ts';
import type { BrokerConfig } from '../src/index.ts';

/** A folder with the files of the application's credentials. Gone when it is disposed of. */
export interface CredentialFolder extends AsyncDisposable {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  readonly secretFile: string;
  /** The whole file is there at once, and only its owner may read it. */
  write(file: string, text: string): Promise<void>;
  read(file: string): Promise<string>;
  /** What a broker is told that is started now. @throws TypeError it would not start */
  application(now: number): BrokerConfig['application'];
}

/** @param kind what the configuration names */
export async function aCredentialFolder(
  kind: 'certificate' | 'one file' | 'secret' = 'certificate',
): Promise<CredentialFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'consentry-credentials-'));
  const certificateFile = join(folder, 'app.pem');
  const privateKeyFile = kind === 'one file' ? certificateFile : join(folder, 'app.key');
  const secretFile = join(folder, 'secret');
  const environment =
    kind === 'secret'
      ? { CONSENTRY_APPLICATION_SECRET_FILE: secretFile }
      : {
          CONSENTRY_APPLICATION_CERTIFICATE_FILE: certificateFile,
          CONSENTRY_APPLICATION_PRIVATE_KEY_FILE: privateKeyFile,
        };
  const { values } = gatherValues(environment, undefined, [], createReport());
  const credentialFiles = createCredentialFiles({
    values,
    files: nodeConfigFiles,
    resolvePath: (path) => path,
  });
  return {
    certificateFile,
    privateKeyFile,
    secretFile,
    async write(file, text) {
      await writeFile(`${file}.new`, text, { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    read: (file) => readFile(file, 'utf8'),
    application(now) {
      const { credential, secondCredential, problems, mark } = credentialFiles.read(now);
      if (credential === undefined || problems.length > 0) throw new TypeError(JSON.stringify(problems));
      return {
        id: readApplicationId(DEFAULT_APPLICATION.clientId),
        name: 'Example Integration',
        kind: 'vendor',
        credential,
        secondCredential,
        credentialFiles: { ...credentialFiles, mark },
      };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
