import type { DashboardOperation, Operation } from '@consentry/core/contract';
import type { HandlerAnswer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { AnyHandler } from '../http/listener-deps.ts';
import { acquireToken } from './acquire-token.ts';
import { addCaller } from './add-caller.ts';
import { addCallerIdentity } from './add-caller-identity.ts';
import { addCallerKey } from './add-caller-key.ts';
import { addKeylessCaller } from './add-keyless-caller.ts';
import { changePolicy } from './change-policy.ts';
import { checkAdminConsent } from './check-admin-consent.ts';
import { checkGrant } from './check-grant.ts';
import { combinePostures } from './combine-postures.ts';
import { createPostureReport } from './create-posture-report.ts';
import { createBackup } from './create-backup.ts';
import { createDashboardLink } from './create-dashboard-link.ts';
import { createInvitation } from './create-invitation.ts';
import { explainCode } from './explain-code.ts';
import { exportGrant } from './export-grant.ts';
import { finishAccountTest } from './finish-account-test.ts';
import { finishApprove } from './finish-approve.ts';
import { finishConnect } from './finish-connect.ts';
import { finishCustomer } from './finish-customer.ts';
import { finishCustomerSignIn } from './finish-customer-sign-in.ts';
import { finishDeviceCode } from './finish-device-code.ts';
import { forwardCall } from './forward-call.ts';
import { getOneCaller } from './get-one-caller.ts';
import { getPosture } from './get-posture.ts';
import { getPostureReport } from './get-posture-report.ts';
import { getForecast } from './get-forecast.ts';
import { getSettings } from './get-settings.ts';
import { getVault } from './get-vault.ts';
import { grantCustomerConsents } from './grant-customer-consents.ts';
import { health } from './health.ts';
import { importGrant } from './import-grant.ts';
import { liftStop } from './lift-stop.ts';
import { listAdminConsents } from './list-admin-consents.ts';
import { listAudit } from './list-audit.ts';
import { listCallerIdentities } from './list-caller-identities.ts';
import { listCallerKeys } from './list-caller-keys.ts';
import { listCallers } from './list-callers.ts';
import { listCredentials } from './list-credentials.ts';
import { listCustomerConsents } from './list-customer-consents.ts';
import { listGrants } from './list-grants.ts';
import { listMasterKeys } from './list-master-keys.ts';
import { listStops } from './list-stops.ts';
import { managedIdentityToken } from './managed-identity-token.ts';
import { moveGrants } from './move-grants.ts';
import { openApi } from './open-api.ts';
import { planCustomerConsents } from './plan-customer-consents.ts';
import { proveCredentials } from './prove-credentials.ts';
import { purgeGrant } from './purge-grant.ts';
import { readiness } from './readiness.ts';
import { removeCaller } from './remove-caller.ts';
import { removeCallerIdentity } from './remove-caller-identity.ts';
import { removeCallerKey } from './remove-caller-key.ts';
import { revokeGrant } from './revoke-grant.ts';
import { revokeGrants } from './revoke-grants.ts';
import type { RouteDeps } from './route-deps.ts';
import { setStop } from './set-stop.ts';
import { showInvitation } from './show-invitation.ts';
import { showWithdrawal } from './show-withdrawal.ts';
import { signOutGrant } from './sign-out-grant.ts';
import { startAccountTest } from './start-account-test.ts';
import { startConsent } from './start-consent.ts';
import { startDeviceCode } from './start-device-code.ts';
import { diagnoseBroker } from './diagnose-broker.ts';
import { diagnosePartner } from './diagnose-partner.ts';
import { createSweep } from './create-sweep.ts';
import { getSweep } from './get-sweep.ts';
import { listSweepItems } from './list-sweep-items.ts';
import { listPostures } from './list-postures.ts';
import { listPostureReports } from './list-posture-reports.ts';
import { listReach } from './list-reach.ts';
import { listSweeps } from './list-sweeps.ts';
import { readSweepRows } from './read-sweep-rows.ts';
import { removeSweep } from './remove-sweep.ts';
import { resumeSweep } from './resume-sweep.ts';
import { stopSweep } from './stop-sweep.ts';
import { getOverview } from './get-overview.ts';
import { listPartners } from './list-partners.ts';
import { getPartner } from './get-partner.ts';
import { listCustomers } from './list-customers.ts';
import { getCustomer } from './get-customer.ts';
import { readCustomers } from './read-customers.ts';
import { listInvitations } from './list-invitations.ts';
import { revokeInvitation } from './revoke-invitation.ts';
import { verifyAudit } from './verify-audit.ts';
import { withdraw } from './withdraw.ts';
import { withdrawCustomerConsents } from './withdraw-customer-consents.ts';

type Handler<Name extends Operation> = (
  deps: RouteDeps,
  exchange: Exchange<Name>,
) => Promise<HandlerAnswer<Name>>;

/** What the API answers; the dashboard has handlers of its own. */
type ApiOperation = Exclude<Operation, DashboardOperation>;

/** One handler for each operation of the contract: one that is missing does not compile. */
const handlers: { readonly [Name in ApiOperation]: Handler<Name> } = {
  acquireToken,
  callGet: forwardCall,
  callPost: forwardCall,
  callPut: forwardCall,
  callPatch: forwardCall,
  callDelete: forwardCall,
  createInvitation,
  getOverview,
  listPartners,
  getPartner,
  listCustomers,
  getCustomer,
  readCustomers,
  listInvitations,
  revokeInvitation,
  listAdminConsents,
  checkAdminConsent,
  listGrants,
  revokeGrant,
  purgeGrant,
  signOutGrant,
  revokeGrants,
  listCustomerConsents,
  planCustomerConsents,
  grantCustomerConsents,
  withdrawCustomerConsents,
  listStops,
  setStop,
  liftStop,
  importGrant,
  startDeviceCode,
  finishDeviceCode,
  startAccountTest,
  finishAccountTest,
  exportGrant,
  getVault,
  moveGrants,
  addCaller,
  addKeylessCaller,
  listCallers,
  getCaller: getOneCaller,
  removeCaller,
  changePolicy,
  addCallerKey,
  listCallerKeys,
  removeCallerKey,
  addCallerIdentity,
  listCallerIdentities,
  removeCallerIdentity,
  listAudit,
  verifyAudit,
  getSettings,
  listMasterKeys,
  listCredentials,
  proveCredentials,
  checkGrant,
  createBackup,
  createSweep,
  listSweeps,
  getSweep,
  listSweepItems,
  readSweepRows,
  stopSweep,
  resumeSweep,
  removeSweep,
  listReach,
  combinePostures,
  listPostures,
  createPostureReport,
  getPosture,
  listPostureReports,
  getPostureReport,
  getForecast,
  createDashboardLink,
  diagnoseBroker,
  diagnosePartner,
  explainCode,
  openApi,
  health,
  readiness,
  managedIdentityToken,
  showInvitation,
  startConsent,
  showWithdrawal,
  withdraw,
  finishConnect,
  finishApprove,
  finishCustomerSignIn,
  finishCustomer,
};

export type ApiHandlers = Readonly<Record<ApiOperation, AnyHandler>>;

/** The handlers with their dependencies in hand. The contract's checks made each exchange what its type says. */
export function bindHandlers(deps: RouteDeps): ApiHandlers {
  const bound = Object.entries(handlers).map(([name, handler]) => [
    name,
    (exchange: Exchange<Operation>) => (handler as Handler<Operation>)(deps, exchange),
  ]);
  return Object.fromEntries(bound) as Record<ApiOperation, AnyHandler>;
}
