import { ConsentryError, isConsentryError } from '../../errors.ts';
import type { Api, ApiCall } from '../api.ts';
import { findIfMatch, getIfMatch } from './etag.ts';
import { fillRequest, type RequestNames, readRequest } from './fill-request.ts';
import type { Operation } from './operation.ts';
import { pages } from './pages.ts';

/** What all calls of one client have in common. */
export interface OperationSettings {
  readonly headers: Readonly<Record<string, string>>;
  /** How many items a page holds, where the operation can be told. */
  readonly pageSize: number;
}

interface Input {
  readonly [name: string]: unknown;
  readonly body?: unknown;
  readonly requestId?: string;
}

/** Makes the method of one row of the table. */
export function createMethod(
  api: Api,
  name: string,
  operation: Operation,
  settings: OperationSettings,
): (...args: readonly unknown[]) => unknown {
  const names = readRequest(operation.request);
  const { kind, read = (item: unknown) => item } = operation.answer;
  return (...args) => {
    const ids = args.slice(0, names.path.length) as string[];
    const input = (args[names.path.length] ?? {}) as Input;
    const request = (): ApiCall => {
      requireAccess(api, name, operation);
      return readCall(operation, names, settings, ids, input);
    };
    switch (kind) {
      case 'pages':
      case 'array':
        return readItems(api, request, read, 'links');
      case 'header-pages':
        return readItems(api, request, read, 'header');
      case 'one':
        return (async () => read((await api.call(request())).json))();
      case 'nothing':
        return (async () => void (await api.call(request())))();
      case 'exists':
        return isThere(api, request);
    }
  };
}

async function* readItems(
  api: Api,
  request: () => ApiCall,
  read: (item: unknown) => unknown,
  continuation: 'links' | 'header',
): AsyncGenerator {
  const { path, headers = {} } = request();
  for await (const item of pages(api, path, { headers, continuation })) yield read(item);
}

async function isThere(api: Api, request: () => ApiCall): Promise<boolean> {
  try {
    await api.call(request());
    return true;
  } catch (error) {
    if (isConsentryError(error, 'api_not_found')) return false;
    throw error;
  }
}

function readCall(
  { body, etag, limit }: Operation,
  names: RequestNames,
  { headers, pageSize }: OperationSettings,
  path: readonly string[],
  input: Input,
): ApiCall {
  const { body: given, requestId, ...query } = { size: pageSize, ...input };
  const ifMatch = etag === 'required' ? getIfMatch(given) : etag && findIfMatch(given);
  return {
    method: names.method,
    path: fillRequest(names, { path, query }),
    headers: { ...headers, ...(ifMatch !== undefined && { 'if-match': ifMatch }) },
    ...(body !== undefined && { body: given }),
    ...(limit !== undefined && { limit }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** Partner Center would refuse it with 900329. */
function requireAccess(api: Api, name: string, { access }: Operation): void {
  if (access !== 'app+user' || api.target.access !== 'app-only') return;
  throw new ConsentryError('app_only_refused', {
    message: `Partner Center takes ${name} only in the name of an account.`,
    remedy: 'Leave `access` out: the token then speaks for the account that consented too.',
    facts: { operation: name },
  });
}
