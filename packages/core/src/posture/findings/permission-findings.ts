import { globalAdministratorRole } from '../../consent/directory-roles.ts';
import { isReseller, resellerPermissions } from '../../consent/partner-kind.ts';
import { resourceKinds } from '../../entra/cloud.ts';
import { findRetiredApi } from '../../verification/known-audiences.ts';
import type { Posture } from '../posture.ts';
import { valueOf } from '../sources/source.ts';
import { type Finding, findingMaker, type FindingRow } from './finding.ts';
import { createTally } from './tally.ts';

const consents =
  'Microsoft Entra admin center > Applications > Enterprise applications > the application > Permissions';

/** What can be wrong with what the application may do. The links and click paths are as known in 2026-11; they were not opened. */
export const permissionRows = {
  grant_of_global_administrator: {
    severity: 'medium',
    title:
      'The account behind a grant is a Global Administrator: the application may do everything in the tenant',
    owner: 'global-administrator',
    remedy: {
      steps:
        'Let a service account connect that has only what the work needs: the group AdminAgents, or SalesAgents for commerce alone. Then take this grant back: consentry revoke.',
      command: 'consentry revoke <grant>',
      link: 'https://learn.microsoft.com/partner-center/security/partner-security-requirements-faq',
    },
  },
  permission_missing: {
    severity: 'medium',
    title: 'The application lacks a delegated permission that it needs in the partner’s tenant',
    owner: 'global-administrator',
    remedy: {
      steps:
        'Let an administrator approve the application once more, by an invitation: consentry invite --approve. Then let the service account connect.',
      command: 'consentry invite --approve --partner <partner>',
      link: 'https://learn.microsoft.com/partner-center/developer/enable-secure-app-model',
    },
  },
  permission_retired: {
    severity: 'low',
    title:
      'The application is consented to permissions of Azure AD Graph, which is retired: nothing takes its tokens',
    owner: 'global-administrator',
    remedy: {
      steps: `Give the application the permissions of Microsoft Graph that are named here, in its registration, and let an administrator approve it. Then remove those of Azure AD Graph from the registration, and in ${consents} > Review permissions.`,
      link: 'https://learn.microsoft.com/graph/migrate-azure-ad-graph-permissions-differences',
    },
  },
} as const satisfies Record<string, FindingRow>;

const finding = findingMaker(permissionRows);

/** Finds what the application may do that it should not, and may not do that it must. */
export function findPermissionFindings(posture: Posture): readonly Finding[] {
  return [...findGlobalAdministrators(posture), ...findMissing(posture), ...findRetired(posture)];
}

function findGlobalAdministrators({ sources, rolesOf, coverages = [] }: Posture): readonly Finding[] {
  const administrators = new Map(
    coverages
      .filter(({ account }) => rolesOf(account).includes(globalAdministratorRole))
      .map(({ account }) => [account.id, account.name]),
  );
  return (valueOf(sources.grants) ?? []).flatMap(({ id, account }) => {
    const name = administrators.get(account);
    return name === undefined
      ? []
      : [finding('grant_of_global_administrator', id, { count: 1, examples: [name] })];
  });
}

/** Where it is read what the application may do. */
export interface PermissionSources {
  readonly sources: Pick<Posture['sources'], 'permissions' | 'about'>;
}

/** Of an application that has no consent at all nothing is missing: nobody has connected it yet. */
export function findMissing({ sources }: PermissionSources): readonly Finding[] {
  const standing = sources.permissions && valueOf(sources.permissions);
  if (standing === undefined || standing.length === 0) return [];
  return neededOf(sources.about?.kind).flatMap(({ api, name, scopes }) => {
    const held = standing.find((one) => one.api === api)?.scopes ?? new Set<string>();
    const tally = createTally();
    for (const scope of scopes) if (!held.has(scope)) tally.add(scope);
    return tally.count === 0 ? [] : [finding('permission_missing', name, tally.evidence())];
  });
}

/** What a grant cannot do without. What the report reads beside it stands under `unread`, with the permission. */
function neededOf(kind: NonNullable<Posture['sources']['about']>['kind']) {
  const { graph, 'partner-center': partnerCenter } = resourceKinds;
  if (isReseller({ partnerKind: kind }))
    return [{ api: graph.applicationId, name: 'graph', scopes: resellerPermissions }];
  return [
    {
      api: partnerCenter.applicationId,
      name: 'partner-center',
      scopes: partnerCenter.delegatedScope === undefined ? [] : [partnerCenter.delegatedScope],
    },
  ];
}

/** Permissions of an API that nobody serves any more. */
export function findRetired({ sources }: PermissionSources): readonly Finding[] {
  const standing = (sources.permissions && valueOf(sources.permissions)) ?? [];
  return standing.flatMap(({ api, scopes }) => {
    if (findRetiredApi(api) === undefined || scopes.size === 0) return [];
    const examples = [...scopes].toSorted();
    // The names are the same at Microsoft Graph.
    const facts = { replacement: examples.map((name) => `https://graph.microsoft.com/${name}`).join(' ') };
    return [finding('permission_retired', api, { count: examples.length, examples, facts })];
  });
}
