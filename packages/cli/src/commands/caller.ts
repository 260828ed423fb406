import { access, writeFile } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import { connect, type ConnectOptions } from '../connect.ts';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';
import { readDuration } from './read-duration.ts';

interface AddCallerOptions extends ConnectOptions {
  readonly name: string;
  readonly partner: string[];
  readonly customer?: string[];
  readonly resource: string[];
  readonly partnerTenant?: boolean;
  readonly lifetime?: string;
  readonly keyOut?: string;
}

export const addCaller: Run<AddCallerOptions> = async (options, output) => {
  if (options.keyOut !== undefined) await requireNew(options.keyOut);
  const { remote, close } = await connect(options);
  try {
    const caller = await remote.call('addCaller', {
      body: {
        name: options.name,
        policy: {
          partners: everyOr(options.partner),
          customers: everyOr(options.customer ?? []),
          partnerTenant: options.partnerTenant === true,
          resources: options.resource,
        },
        expiresAt:
          options.lifetime === undefined
            ? undefined
            : new Date(Date.now() + readDuration(options.lifetime)).toISOString(),
      },
    });
    if (options.keyOut !== undefined) {
      const { key, ...shown } = caller;
      await writeFile(options.keyOut, `${key}\n`, { mode: 0o600, flag: 'wx' });
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
    const { items } = await remote.call('listCallers', { query: { limit: 1000 } });
    output.result(
      () =>
        table(
          ['id', 'name', 'partners', 'customers', 'resources', 'expires'],
          items.map(({ id, name, policy, expiresAt }) => [
            id,
            name,
            describe(policy.partners),
            describe(policy.customers),
            policy.resources.join(' '),
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

/** Looked at before the caller is made: a key that cannot be written would be lost. */
async function requireNew(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new ConsentryError('usage', {
      message: `The file ${path} is there already.`,
      remedy: 'Name a new file.',
    });
}

function everyOr(tenants: string[]): 'all' | string[] {
  return tenants.includes('all') ? 'all' : tenants;
}

function describe(tenants: 'all' | readonly string[]): string {
  if (tenants === 'all') return 'all';
  return tenants.length === 1 ? (tenants[0] ?? '') : String(tenants.length);
}
