import { createHash } from 'node:crypto';
import type { ClientCredential } from '@consentry/core';
import type { ConfigFiles } from './config-files.ts';
import { readApplicationCredentials } from './read-application-credentials.ts';
import type { FileSources } from './read-own-file.ts';
import { createReport, type Problem } from './report.ts';

/** What the files of the application's credentials hold at one instant. */
export interface CredentialsReading {
  readonly credential: ClientCredential | undefined;
  readonly secondCredential: ClientCredential | undefined;
  /** While there are any, nothing that was read is used. */
  readonly problems: readonly Problem[];
  /** Of all that was read: the same where nothing changed. It is made of secrets, and goes nowhere. */
  readonly mark: string;
}

/** The files of the application's credentials. */
export interface CredentialFiles {
  /** Reads and checks them, whole. It never throws. @param now epoch milliseconds */
  read(now: number): CredentialsReading;
  /** Absolute paths of the first certificate and its key. Undefined: the first credential is a secret. */
  readonly certificate: { readonly certificateFile: string; readonly privateKeyFile: string } | undefined;
}

/** Which files they are is settled at the start; what they hold may change while the broker runs. */
export function createCredentialFiles(sources: Omit<FileSources, 'report'>): CredentialFiles {
  const { values, resolvePath } = sources;
  const certificateFile = values['application.certificateFile'];
  const privateKeyFile = values['application.privateKeyFile'];
  return {
    read(now) {
      const report = createReport();
      const { files, mark } = marking(sources.files);
      const [credential, secondCredential] = readApplicationCredentials({ ...sources, files, report, now });
      return { credential, secondCredential, problems: report.problems, mark: mark() };
    },
    certificate:
      certificateFile === undefined || privateKeyFile === undefined
        ? undefined
        : { certificateFile: resolvePath(certificateFile), privateKeyFile: resolvePath(privateKeyFile) },
  };
}

/** These files, and a mark of all that was read of them. */
function marking(files: ConfigFiles): { readonly files: ConfigFiles; readonly mark: () => string } {
  const hash = createHash('sha256');
  return {
    files: {
      ...files,
      read(path) {
        const reading = files.read(path);
        hash.update(JSON.stringify(reading));
        return reading;
      },
    },
    mark: () => hash.digest('base64url'),
  };
}
