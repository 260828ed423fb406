/** The Consentry broker. */
export { redirectUrisOf } from './app.ts';
export { type Drill, drillBackup } from './backup/drill-backup.ts';
export { createRecoveryKey, readRecoveryKeyFile } from './backup/recovery-key.ts';
export { type RestoredStore, restoreBackup } from './backup/restore-backup.ts';
export {
  type BrokerConfig,
  type ConfigSources,
  configReference,
  nodeConfigFiles,
  readConfig,
} from './config.ts';
export { acts as dashboardActs, pages as dashboardPages } from './dashboard/places.ts';
export { openExport } from './export/open-export.ts';
export { asFetch } from './http/as-fetch.ts';
export type { HttpHandler, Incoming, Reply } from './http/incoming.ts';
export { createLog, type Log } from './log.ts';
export { type RunningBroker, startBroker } from './main.ts';
export { type MetricRow, metricTable } from './observe/metric-table.ts';
export { type BrokerPorts, type OpenBroker, type OpenBrokerOptions, openBroker } from './open-broker.ts';
export { type OpenPorts, openPorts } from './open-ports.ts';
export { checkVault, type OpenVault } from './open-vault.ts';
export { addMasterKey, sealWithMasterKey } from './stores/master-keys.ts';
export { version } from './version.ts';
