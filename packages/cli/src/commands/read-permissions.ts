import { ConsentryError } from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import { open } from 'node:fs/promises';

type Wanted = RequestOf<'planCustomerConsents'>['body'];

/** What the broker takes at most. */
const mostBytes = 64 * 1024;

/**
 * Reads a list of wanted permissions. What stands in it is for the broker to judge.
 * @throws ConsentryError `usage`: there is no such file, it is too large, or it is no JSON
 */
export async function readPermissions(path: string): Promise<Wanted> {
  const text = await readText(path);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Wanted;
  } catch {
    throw new ConsentryError('usage', {
      message: `${path} is no JSON.`,
      remedy:
        'Write it as { "grants": [{ "resource": "graph", "scopes": ["User.Read.All"] }] }: see docs/customer-consents.md.',
    });
  }
}

async function readText(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes + 1), 0, mostBytes + 1, 0);
    if (bytesRead <= mostBytes) return buffer.toString('utf8', 0, bytesRead);
  } catch (cause) {
    throw new ConsentryError('usage', {
      message: `${path} cannot be read.`,
      remedy: 'Name the file with the wanted permissions: --permissions FILE.',
      cause,
    });
  }
  throw new ConsentryError('usage', {
    message: `${path} is larger than 64 KB.`,
    remedy: 'Leave out what is not needed.',
  });
}
