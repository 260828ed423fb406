import { Secret } from '@consentry/core';
import { z } from 'zod';
import type { RecoveryKey } from '../backup/recovery-key.ts';
import { openFile, unreadable } from '../backup/sealed-file.ts';

/** More than the longest refresh token with what stands beside it. */
const mostCharacters = 100_000;
const content = z.object({ refreshToken: z.string().min(1) });

/**
 * Opens what {@link sealExport} made, with the other half of the key.
 * @throws ConsentryError `backup_unreadable`: another key, or a file that is no export, was cut off or changed
 */
export async function openExport(
  file: AsyncIterable<Uint8Array>,
  recoveryKey: RecoveryKey,
): Promise<Secret<string>> {
  let text = '';
  for await (const piece of openFile(file, recoveryKey, 'export')) {
    text += piece;
    if (text.length > mostCharacters) throw unreadable('It is no export of one grant.');
  }
  const read = content.safeParse(parse(text));
  if (!read.success) throw unreadable('It is no export of one grant.');
  return Secret.of(read.data.refreshToken);
}

/** Undefined for what is no JSON: the parser's own words would quote it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
