import { resolve } from 'node:path';
import type { ApplicationId, Cloud } from '@consentry/core';
import type { SetUp } from '@consentry/server';
import type { KeyPairFiles } from '../new-key-pair.ts';

/** What a broker needs of a registration, as its configuration file says it. Holds no secret: only where they are. */
export function brokerConfig(
  { cloud, allowLocal, caFile, application: { name, kind }, publicUrl }: SetUp,
  id: ApplicationId,
  files: KeyPairFiles | undefined,
): object {
  const credential = files && {
    certificateFile: resolve(files.certificateFile),
    privateKeyFile: resolve(files.privateKeyFile),
  };
  const local = { ...(allowLocal && { allowLocal }), ...(caFile !== undefined && { caFile }) };
  return {
    cloud: { ...describeCloud(cloud), ...local },
    application: { id, name, kind, ...credential },
    publicUrl,
  };
}

/** One that was declared is declared again. */
function describeCloud({ name, builtIn, loginBaseUrl, issuers, resources }: Cloud): object {
  if (builtIn) return { name };
  const { 'partner-center': partnerCenter, graph, arm, defender } = resources;
  const urls = {
    partnerCenterBaseUrl: partnerCenter?.baseUrl,
    graphBaseUrl: graph?.baseUrl,
    armBaseUrl: arm?.baseUrl,
    defenderBaseUrl: defender?.baseUrl,
  };
  const given = Object.entries(urls).filter(([, url]) => url !== undefined);
  return { name, loginBaseUrl, ...Object.fromEntries(given), issuerV1: issuers.v1 };
}
