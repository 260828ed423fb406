import { type BuiltInCloudName, type Cloud, createResource } from './cloud.ts';

export type { BuiltInCloudName, Cloud, CloudResource, ResourceName } from './cloud.ts';
export { builtInCloudNames, resourceNames, resourceScope } from './cloud.ts';
export { type CloudDeclaration, declareCloud } from './declare-cloud.ts';

const publicPartnerCenter = createResource('partner-center', 'https://api.partnercenter.microsoft.com');

/**
 * Microsoft's clouds, as of 2026-11-20. What a cloud does not have is absent. The US Government cloud and the closed
 * German one share the public Partner Center.
 * @see https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 * @see https://learn.microsoft.com/graph/deployments
 */
export const clouds: Readonly<Record<BuiltInCloudName, Cloud>> = {
  public: {
    name: 'public',
    builtIn: true,
    loginBaseUrl: 'https://login.microsoftonline.com',
    issuers: {
      v1: 'https://sts.windows.net/{tenantid}/',
      v2: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    },
    resources: {
      'partner-center': publicPartnerCenter,
      graph: createResource('graph', 'https://graph.microsoft.com'),
      arm: createResource('arm', 'https://management.azure.com', {
        otherAudiences: ['https://management.core.windows.net/'],
      }),
      defender: createResource('defender', 'https://api.security.microsoft.com', {
        otherBaseUrls: [
          'https://api-us.security.microsoft.com',
          'https://api-eu.security.microsoft.com',
          'https://api-uk.security.microsoft.com',
        ],
      }),
    },
  },
  'us-government': {
    name: 'us-government',
    builtIn: true,
    loginBaseUrl: 'https://login.microsoftonline.us',
    issuers: {
      v1: 'https://sts.windows.net/{tenantid}/',
      v2: 'https://login.microsoftonline.us/{tenantid}/v2.0',
    },
    resources: {
      'partner-center': publicPartnerCenter,
      graph: createResource('graph', 'https://graph.microsoft.us'),
      arm: createResource('arm', 'https://management.usgovcloudapi.net'),
      defender: createResource('defender', 'https://api-gov.security.microsoft.us'),
    },
  },
  'us-dod': {
    name: 'us-dod',
    builtIn: true,
    loginBaseUrl: 'https://login.microsoftonline.us',
    issuers: {
      v1: 'https://sts.windows.net/{tenantid}/',
      v2: 'https://login.microsoftonline.us/{tenantid}/v2.0',
    },
    resources: {
      graph: createResource('graph', 'https://dod-graph.microsoft.us'),
      arm: createResource('arm', 'https://management.usgovcloudapi.net'),
      defender: createResource('defender', 'https://api-gov.security.microsoft.us'),
    },
  },
  china: {
    name: 'china',
    builtIn: true,
    loginBaseUrl: 'https://login.partner.microsoftonline.cn',
    issuers: {
      v1: 'https://sts.chinacloudapi.cn/{tenantid}/',
      v2: 'https://login.partner.microsoftonline.cn/{tenantid}/v2.0',
    },
    resources: {
      'partner-center': createResource(
        'partner-center',
        'https://partner.partnercenterapi.microsoftonline.cn',
      ),
      graph: createResource('graph', 'https://microsoftgraph.chinacloudapi.cn'),
      arm: createResource('arm', 'https://management.chinacloudapi.cn'),
    },
  },
  // Closed on 29 October 2021; kept so that old configuration and records can be named.
  germany: {
    name: 'germany',
    builtIn: true,
    loginBaseUrl: 'https://login.microsoftonline.de',
    issuers: {
      v1: 'https://sts.microsoftonline.de/{tenantid}/',
      v2: 'https://login.microsoftonline.de/{tenantid}/v2.0',
    },
    resources: {
      'partner-center': publicPartnerCenter,
      graph: createResource('graph', 'https://graph.microsoft.de'),
      arm: createResource('arm', 'https://management.core.cloudapi.de'),
    },
  },
};
