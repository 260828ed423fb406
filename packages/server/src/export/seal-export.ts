import type { SealedGrant, Secret } from '@consentry/core';
import type { RecoveryPublicKey } from '../backup/recovery-key.ts';
import { sealFile } from '../backup/sealed-file.ts';

/**
 * Seals a copy of a refresh token for whoever has the other half of a key, in the way of a backup: one line of JSON that says
 * whose it is. Nothing here can open it afterwards.
 * @param at epoch milliseconds
 * @returns the bytes of the file
 */
export async function sealExport(
  grant: SealedGrant,
  refreshToken: Secret<string>,
  recipient: RecoveryPublicKey,
  at: number,
): Promise<Buffer> {
  const { id, partner, subject, username, application, consentedAt } = grant;
  const about = { grant: id, partner, subject, username, application, consentedAt, exportedAt: at };
  async function* line(): AsyncGenerator<string> {
    yield `${JSON.stringify({ ...about, refreshToken: refreshToken.reveal() })}\n`;
  }
  return Buffer.concat(await Array.fromAsync(sealFile(line(), recipient, 'export')));
}
