import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { SandboxOptions, World } from '../src/index.ts';
import { PARTNER_CENTER_SCOPE, anAccount, createExampleClient } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { read, write } from './write-call.ts';
import type { WriteAnswer, WriteCall } from './write-call.ts';

/** The service account of partner one, at Partner Center. */
export interface APartner {
  client: ExampleClient;
  token: string;
  refreshToken: string;
  get(path: string, headers?: Record<string, string>): Promise<WriteAnswer>;
  send(
    method: WriteCall['method'],
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<WriteAnswer>;
}

export async function aPartner(
  world: World = defaultWorld(),
  clock: { now(): number } = Date,
  account: Parameters<typeof anAccount>[0] = 'service',
  options: Pick<SandboxOptions, 'deliver'> = {},
): Promise<APartner> {
  const client = await createExampleClient(world, clock, options);
  const refreshToken = await client.connect(anAccount(account));
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
  const token = body['access_token'] ?? '';
  return {
    client,
    token,
    refreshToken,
    get: (path, headers) => read(client, 'partnerCenter', path, token, headers),
    send: (method, path, sent, headers = {}) =>
      write(client, { service: 'partnerCenter', method, path, token, body: sent, headers }),
  };
}

/** The items of a collection. */
export function itemsOf({ body }: WriteAnswer): Record<string, unknown>[] {
  return body['items'] as Record<string, unknown>[];
}

/** The ETag of a resource, without quotes. */
export function etagOf(resource: Record<string, unknown> | undefined): string {
  const { etag } = (resource?.['attributes'] ?? {}) as { etag?: string };
  return etag ?? '';
}
