import { resolve } from 'node:path';
import { type ApplicationId, type Cloud, readApplicationId } from '@consentry/core';
import type { ConfigSources } from '../config.ts';
import { gatherValues } from './gather-values.ts';
import { readCloud, readExtraCa } from './read-cloud.ts';
import { readDialect } from './read-dialect.ts';
import { readDoors } from './read-doors.ts';
import { type ProxyConfig, readProxy } from './read-proxy.ts';
import { createReport, invalidConfiguration } from './report.ts';

/** What is told of a broker before its application is registered. Paths are absolute. */
export interface SetUp {
  readonly cloud: Cloud;
  readonly allowLocal: boolean;
  /** Certificates (PEM) to trust besides the well-known ones, and where they stand. */
  readonly extraCa: string | undefined;
  readonly caFile: string | undefined;
  readonly proxy: ProxyConfig | undefined;
  /** An origin, without a slash at the end. */
  readonly publicUrl: string;
  readonly application: {
    /** Undefined until there is one. */
    readonly id: ApplicationId | undefined;
    readonly name: string;
    readonly kind: 'partner' | 'vendor';
    readonly certificateFile: string | undefined;
  };
  /** The registration needs the switch for ID tokens. */
  readonly isHybrid: boolean;
}

/**
 * Reads of a configuration what a registration is made from. The application's id may be missing, and its credential is not read.
 *
 * @throws ConsentryError `invalid_configuration`: every problem at once, as {@link readConfig} tells it
 */
export function readSetUp(sources: Omit<ConfigSources, 'now' | 'execArguments'>): SetUp {
  const { environment, file, files, directory, otherVariables = [] } = sources;
  const report = createReport();
  const { values } = gatherValues(environment, file, otherVariables, report);
  const resolvePath = (path: string): string => resolve(directory, path);
  const cloud = readCloud(values, report);
  const extraCa = readExtraCa(values, files, resolvePath, report);
  const entra = readDialect(values, report);
  const doors = readDoors(values, report);
  const proxy = readProxy({ values, files, resolvePath, report });
  const problems = report.problems.filter(
    ({ name, problem }) => name !== 'application.id' || problem !== 'is missing',
  );
  const { 'application.id': id, 'application.name': name, 'application.kind': kind } = values;
  if (problems.length > 0 || !cloud || !entra || !doors || name === undefined || kind === undefined) {
    throw invalidConfiguration(problems);
  }
  const [caFile, certificateFile] = [values['cloud.caFile'], values['application.certificateFile']];
  return {
    cloud,
    allowLocal: values['cloud.allowLocal'] ?? false,
    extraCa,
    caFile: caFile && resolvePath(caFile),
    proxy,
    publicUrl: doors.publicUrl,
    application: {
      id: id === undefined ? undefined : readApplicationId(id),
      name,
      kind,
      certificateFile: certificateFile && resolvePath(certificateFile),
    },
    isHybrid: entra.responseType === 'code id_token',
  };
}
