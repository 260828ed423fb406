import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  createNodeFetch,
  createSystemMemory,
  systemClock,
  systemRandom,
  systemTimer,
} from '@consentry/core/node';
import { createLog, openBroker } from '@consentry/server';
import type { ConnectOptions } from '../src/connect.ts';
import { loadConfig } from '../src/load-config.ts';
import type { Output } from '../src/terminal/output.ts';

export interface DataFolder {
  /** Gone after the test. */
  readonly folder: string;
  /** Leads a command to the store, without a running broker. */
  readonly options: ConnectOptions & { readonly data: string };
}

/** A folder with a configuration for the public cloud, and no store. Nothing in it asks the network. */
export async function aFolderWithoutStore(t: TestContext): Promise<DataFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'consentry-cli-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const secretFile = join(folder, 'client-secret');
  const config = join(folder, 'config.json');
  await writeFile(secretFile, 'not-a-real-secret\n', { mode: 0o600 });
  await writeFile(
    config,
    JSON.stringify({ application: { id: '11111111-2222-4333-8444-555555555555', secretFile } }),
  );
  return { folder, options: { data: join(folder, 'data'), config } };
}

/** A folder with a store in which nothing was done yet. */
export async function aDataFolder(t: TestContext): Promise<DataFolder> {
  const made = await aFolderWithoutStore(t);
  const { data, config } = made.options;
  const fetch = createNodeFetch({ allowLocal: false });
  const broker = await openBroker(await loadConfig({ file: config, dataDir: data }), {
    fetch,
    fetchStream: fetch.stream,
    clock: systemClock,
    random: systemRandom,
    timer: systemTimer,
    memory: createSystemMemory(),
    log: createLog('silent'),
  });
  await broker.close();
  await fetch.close();
  return made;
}

/** An output that keeps what a command gives as its result. */
export function anOutput(): Output & { readonly results: readonly unknown[] } {
  const results: unknown[] = [];
  return {
    json: true,
    results,
    result(_text, data) {
      results.push(data);
    },
    note() {
      // Nobody waits.
    },
  };
}
