/** The Consentry broker. */
export { redirectUrisOf } from './app.ts';
export {
  type BrokerConfig,
  type ConfigSources,
  configReference,
  nodeConfigFiles,
  readConfig,
} from './config.ts';
export { type Drill, drillBackup } from './backup/drill-backup.ts';
export { createRecoveryKey, readRecoveryKeyFile } from './backup/recovery-key.ts';
export { type RestoredStore, restoreBackup } from './backup/restore-backup.ts';
export { openExport } from './export/open-export.ts';
export { asFetch } from './http/as-fetch.ts';
export type { HttpHandler, Incoming, Reply } from './http/incoming.ts';
export { createLog, type Log } from './log.ts';
export { type MetricRow, metricTable } from './observe/metric-table.ts';
export { startBroker, type RunningBroker } from './main.ts';
export { type BrokerPorts, openBroker, type OpenBroker, type OpenBrokerOptions } from './open-broker.ts';
export { openPorts, type OpenPorts } from './open-ports.ts';
export { addMasterKey, sealWithMasterKey } from './stores/master-keys.ts';
export { checkVault, type OpenVault } from './open-vault.ts';
export { version } from './version.ts';
