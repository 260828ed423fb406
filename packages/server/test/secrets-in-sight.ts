import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fetch } from '@consentry/core';
import { createPerson, type Page } from '@consentry/sandbox/person';
import { partnerOne, type TestBroker } from './a-broker.ts';

/** Values that must stay inside, gathered where they pass. */
export function createSecrets() {
  const found = new Map<string, string>();
  const add = (kind: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && value !== '') found.set(value, kind);
  };
  /** Sees what the broker sends to the token endpoint, and what that answers. */
  const watchCloud =
    (fetch: Fetch): Fetch =>
    async (request) => {
      const sent = new URLSearchParams(request.body ?? '');
      for (const kind of ['client_secret', 'code', 'code_verifier', 'refresh_token'])
        add(kind, sent.get(kind));
      const answer = await fetch(request);
      const text = new TextDecoder().decode(answer.body);
      for (const kind of ['access_token', 'id_token', 'refresh_token']) {
        add(kind, new RegExp(`"${kind}":"([^"]+)"`).exec(text)?.[1]);
      }
      return answer;
    };
  return {
    add,
    watchCloud,
    /** The values of these fields of the page's forms. */
    addFields(page: Page, names: readonly string[]): readonly string[] {
      const fields = page.forms.flatMap((form) => form.fields).filter(({ name }) => names.includes(name));
      for (const { name, value } of fields) add(name, value);
      return fields.map(({ value }) => value);
    },
    kinds: () => [...new Set(found.values())],
    all: () => [...found].map(([value, kind]) => ({ kind, value })),
  };
}

/** A person of whose browser everything is kept that the broker had a part in. */
export function aWatchedPerson(t: TestBroker, secrets: ReturnType<typeof createSecrets>) {
  const pages: string[] = [];
  const urls: string[] = [];
  const wayOut: string[] = [];
  const send = async (request: Request): Promise<Response> => {
    const response = await t.send(request);
    const { origin, pathname, searchParams } = new URL(request.url);
    if (origin === t.sandbox.origins.login && pathname.endsWith('/authorize')) {
      for (const kind of ['state', 'nonce']) secrets.add(kind, searchParams.get(kind));
      wayOut.push(request.url);
    }
    if (origin !== 'http://localhost:44395') return response;
    secrets.add('cookie', /^[^=]+=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1]);
    urls.push(request.url);
    (pathname.endsWith('/start') ? wayOut : pages).push(await response.clone().text());
    return response;
  };
  return { pages, urls, wayOut, person: createPerson({ send, now: () => t.sandbox.clock.now() }) };
}

/** The refresh tokens that are sealed, opened by the vault itself. */
export async function refreshTokensOf(t: TestBroker): Promise<string[]> {
  const grants = await t.broker.store.grants.listByPartner(partnerOne);
  return Promise.all(
    grants.map(async ({ secret, id, version }) =>
      (await t.broker.vault.vault.get(secret, { grant: id, version })).reveal(),
    ),
  );
}

export async function readEverything(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => (await readFile(file)).toString('latin1')));
}
