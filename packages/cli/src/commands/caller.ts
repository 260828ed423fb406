import { ConsentryError } from '@consentry/core';
import type { Policy, RequestOf } from '@consentry/core/contract';
import { type ConnectOptions, connect } from '../connect.ts';
import { listAll, pageLimit } from '../list-all.ts';
import { createPrivateFile, type PrivateFile } from '../private-file.ts';
import type { Run } from '../run.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';
import { addKeylessCaller, type IdentityOptions, readIdentity } from './caller-identity.ts';
import { readAllowedCall } from './read-allowed-call.ts';
import { readDuration } from './read-duration.ts';

interface PolicyOptions {
  readonly partner: string[];
  readonly customer?: string[];
  readonly resource?: string[];
  readonly call?: string[];
  readonly partnerTenant?: boolean;
  readonly scope?: string[];
  readonly access?: string[];
  readonly perMinute?: string;
}

interface KeyOptions {
  readonly lifetime?: string;
  readonly keyOut?: string;
}

type AddCallerOptions = ConnectOptions &
  PolicyOptions &
  KeyOptions &
  Partial<IdentityOptions> & { readonly name: string };
type ById = ConnectOptions & { readonly id: string };

export const addCaller: Run<AddCallerOptions> = async (options, output) => {
  const policy = readPolicy(options);
  const identity = readIdentity(options);
  if (identity !== undefined)
    return addKeylessCaller(options, { name: options.name, policy, identity }, output);
  const { remote, close } = await connect(options);
  try {
    await using keyFile = options.keyOut === undefined ? undefined : await createPrivateFile(options.keyOut);
    const { key, ...caller } = await remote.call('addCaller', {
      body: { name: options.name, policy, expiresAt: readExpiry(options) },
    });
    await showKey(output, keyFile, options, key, caller, `Caller ${caller.id} was added.`);
  } finally {
    await close();
  }
};

/** Gives a caller its second key. The first goes on working until it is removed. */
export const rotateKey: Run<ById & KeyOptions> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    await using keyFile = options.keyOut === undefined ? undefined : await createPrivateFile(options.keyOut);
    const { key, ...made } = await remote.call('addCallerKey', {
      params: { id: options.id },
      body: { expiresAt: readExpiry(options) },
    });
    await showKey(
      output,
      keyFile,
      options,
      key,
      made,
      `Key ${made.id} was added; the one before still works.`,
    );
  } finally {
    await close();
  }
};

export const listKeys: Run<ById> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const { items } = await remote.call('listCallerKeys', { params: { id: options.id } });
    output.result(
      () =>
        table(
          ['id', 'created', 'expires'],
          items.map(({ id, createdAt, expiresAt }) => [id, createdAt, expiresAt ?? 'never']),
        ),
      { items },
    );
  } finally {
    await close();
  }
};

export const removeKey: Run<ById & { readonly key: string }> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const removed = await remote.call('removeCallerKey', { params: { id: options.id, keyId: options.key } });
    output.result(() => `Removed ${removed.id}.`, removed);
  } finally {
    await close();
  }
};

/** Puts a whole policy in the place of the old one: what is not named is not allowed any more. */
export const changePolicy: Run<ById & PolicyOptions> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const changed = await remote.call('changePolicy', {
      params: { id: options.id },
      body: readPolicy(options),
    });
    output.result(() => `Caller ${changed.id} has another policy.`, changed);
  } finally {
    await close();
  }
};

export const listCallers: Run<ConnectOptions> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const items = await Array.fromAsync(
      listAll((after) => remote.call('listCallers', { query: { limit: pageLimit, after } })),
    );
    output.result(
      () =>
        table(
          ['id', 'name', 'partners', 'customers', 'resources', 'calls', 'expires', 'identities'],
          items.map(({ id, name, policy, keys, identities }) => [
            id,
            name,
            describe(policy.partners),
            describe(policy.customers),
            policy.resources.join(' '),
            policy.calls.map(({ resource, paths }) => `${resource}:${paths.join(',')}`).join(' '),
            keys.map(({ expiresAt }) => expiresAt ?? 'never').join(' '),
            String(identities.length),
          ]),
        ),
      { items },
    );
  } finally {
    await close();
  }
};

export const removeCaller: Run<ById> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const removed = await remote.call('removeCaller', { params: { id: options.id } });
    output.result(() => `Removed ${removed.id}.`, removed);
  } finally {
    await close();
  }
};

/** Writes a new key to its file, or prints it: it is not shown again. */
async function showKey(
  output: Output,
  keyFile: PrivateFile | undefined,
  { keyOut }: KeyOptions,
  key: string,
  shown: { readonly id: string },
  news: string,
): Promise<void> {
  if (keyFile !== undefined) {
    await keyFile.write(key);
    output.result(() => `${news} The key is in ${keyOut}.`, shown);
    return;
  }
  if (!output.json) output.note(`${news} This is the key; it is not shown again.`);
  output.result(() => key, { ...shown, key });
}

/** @throws ConsentryError `usage` for a policy that allows nothing */
function readPolicy(options: PolicyOptions): RequestOf<'changePolicy'>['body'] {
  if (options.resource === undefined && options.call === undefined) {
    throw new ConsentryError('usage', {
      message: 'The caller could do nothing.',
      remedy: 'Name with --resource what it may have tokens for, or with --call what it may call.',
    });
  }
  return {
    partners: everyOr(options.partner),
    customers: everyOr(options.customer ?? []),
    partnerTenant: options.partnerTenant === true,
    resources: options.resource ?? [],
    calls: (options.call ?? []).map(readAllowedCall),
    ...(options.scope === undefined ? {} : { scopes: options.scope }),
    ...(options.access === undefined ? {} : { access: options.access as Policy['access'] }),
    ...(options.perMinute === undefined ? {} : { rate: { perMinute: Number(options.perMinute) } }),
  };
}

function readExpiry({ lifetime }: KeyOptions): string | undefined {
  return lifetime === undefined ? undefined : new Date(Date.now() + readDuration(lifetime)).toISOString();
}

function everyOr(tenants: string[]): 'all' | string[] {
  return tenants.includes('all') ? 'all' : tenants;
}

function describe(tenants: 'all' | readonly string[]): string {
  if (tenants === 'all') return 'all';
  return tenants.length === 1 ? (tenants[0] ?? '') : String(tenants.length);
}
