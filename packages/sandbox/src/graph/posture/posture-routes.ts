import type { SandboxParts } from '../../parts.ts';
import type { AddRoute } from '../route.ts';
import { getAccessPolicy, listAccessPolicies } from './access-policies.ts';
import { getRequirements, listMethodsOf } from './authentication-methods.ts';
import { listStrengths } from './authentication-strengths.ts';
import { listNamedLocations } from './named-locations.ts';
import { getRegistrationDetails, listRegistrationDetails } from './registration-report.ts';
import { getSecurityDefaults } from './security-defaults.ts';
import { getSecurityScore, listSecurityRequirements } from './security-score.ts';
import { listSignIns } from './sign-ins.ts';

/** Adds what Graph tells of how safely a tenant signs in: methods, policies, sign-ins, and the partner's security score. */
export function addPostureRoutes(parts: SandboxParts, add: AddRoute, addBeta: AddRoute): void {
  const details = '/reports/authenticationMethods/userRegistrationDetails';
  add('get', details, ({ caller, url }) => listRegistrationDetails(parts, caller, url));
  add('get', `${details}/:id`, ({ caller, id }) => getRegistrationDetails(parts, caller, id));
  add('get', '/users/:id/authentication/methods', ({ caller, id }) => listMethodsOf(parts, caller, id));
  addBeta('get', '/users/:id/authentication/requirements', ({ caller, id }) =>
    getRequirements(parts, caller, id),
  );

  const defaults = '/policies/identitySecurityDefaultsEnforcementPolicy';
  add('get', defaults, ({ caller }) => getSecurityDefaults(parts, caller));
  add('get', '/policies/authenticationStrengthPolicies', ({ caller, url }) =>
    listStrengths(parts, caller, url),
  );
  const access = '/identity/conditionalAccess';
  add('get', `${access}/policies`, ({ caller, url }) => listAccessPolicies(parts, caller, url));
  add('get', `${access}/policies/:id`, ({ caller, id, url }) => getAccessPolicy(parts, caller, id, url));
  add('get', `${access}/namedLocations`, ({ caller, url }) => listNamedLocations(parts, caller, url));

  add('get', '/auditLogs/signIns', ({ caller, url }) => listSignIns(parts, caller, url, 'v1.0'));
  addBeta('get', '/auditLogs/signIns', ({ caller, url }) => listSignIns(parts, caller, url, 'beta'));

  const score = '/security/partner/securityScore';
  addBeta('get', score, ({ caller, url }) => getSecurityScore(parts, caller, url));
  addBeta('get', `${score}/requirements`, ({ caller }) => listSecurityRequirements(parts, caller));
}
