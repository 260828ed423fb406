import { ConsentryError } from '@consentry/core';
import { connect, type ConnectOptions } from '../connect.ts';
import { listAll, pageLimit } from '../list-all.ts';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';
import { createKeyFile } from './create-key-file.ts';
import { readAllowedCall } from './read-allowed-call.ts';
import { readDuration } from './read-duration.ts';

interface AddCallerOptions extends ConnectOptions {
  readonly name: string;
  readonly partner: string[];
  readonly customer?: string[];
  readonly resource?: string[];
  readonly call?: string[];
  readonly partnerTenant?: boolean;
  readonly lifetime?: string;
  readonly keyOut?: string;
}

export const addCaller: Run<AddCallerOptions> = async (options, output) => {
  if (options.resource === undefined && options.call === undefined) {
    throw new ConsentryError('usage', {
      message: 'The caller could do nothing.',
      remedy: 'Name with --resource what it may have tokens for, or with --call what it may call.',
    });
  }
  const { remote, close } = await connect(options);
  try {
    await using keyFile = options.keyOut === undefined ? undefined : await createKeyFile(options.keyOut);
    const caller = await remote.call('addCaller', {
      body: {
        name: options.name,
        policy: {
          partners: everyOr(options.partner),
          customers: everyOr(options.customer ?? []),
          partnerTenant: options.partnerTenant === true,
          resources: options.resource ?? [],
          calls: (options.call ?? []).map(readAllowedCall),
        },
        expiresAt:
          options.lifetime === undefined
            ? undefined
            : new Date(Date.now() + readDuration(options.lifetime)).toISOString(),
      },
    });
    if (keyFile !== undefined) {
      const { key, ...shown } = caller;
      await keyFile.write(key);
      output.result(() => `Caller ${caller.id} was added. Its key is in ${options.keyOut}.`, shown);
      return;
    }
    if (!output.json) output.note(`Caller ${caller.id} was added. This is its key; it is not shown again.`);
    output.result(() => caller.key, caller);
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
          ['id', 'name', 'partners', 'customers', 'resources', 'calls', 'expires'],
          items.map(({ id, name, policy, expiresAt }) => [
            id,
            name,
            describe(policy.partners),
            describe(policy.customers),
            policy.resources.join(' '),
            policy.calls.map(({ resource, paths }) => `${resource}:${paths.join(',')}`).join(' '),
            expiresAt ?? 'never',
          ]),
        ),
      { items },
    );
  } finally {
    await close();
  }
};

export const removeCaller: Run<ConnectOptions & { readonly id: string }> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const removed = await remote.call('removeCaller', { params: { id: options.id } });
    output.result(() => `Removed ${removed.id}.`, removed);
  } finally {
    await close();
  }
};

function everyOr(tenants: string[]): 'all' | string[] {
  return tenants.includes('all') ? 'all' : tenants;
}

function describe(tenants: 'all' | readonly string[]): string {
  if (tenants === 'all') return 'all';
  return tenants.length === 1 ? (tenants[0] ?? '') : String(tenants.length);
}
