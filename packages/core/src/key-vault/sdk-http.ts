import type { SecretClientOptions } from '@azure/keyvault-secrets';

/** How the SDK sends requests; its own types of it stand in a package that we do not name. */
export type HttpClient = NonNullable<SecretClientOptions['httpClient']>;
export type PipelineRequest = Parameters<HttpClient['sendRequest']>[0];
export type PipelineResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;
export type HttpHeaders = PipelineResponse['headers'];
