import type { Secret } from '../secret.ts';
import { connect } from './connect.ts';
import { isSame } from './is-same.ts';
import type { KeyVaultInput } from './key-vault-input.ts';
import { badAnswer } from './read-refusal.ts';
import type { Tags } from './tags.ts';

/** A secret that is written for somebody else to read. */
export interface ExportedSecret {
  /** Letters, digits and dashes, at most 127; Key Vault tells names apart in no case. */
  readonly name: string;
  readonly value: Secret<string>;
  /** Whoever may list secrets reads them: nothing secret. */
  readonly tags: Tags;
}

/**
 * Writes a secret into a vault that is not the broker's, and reads it back. One of that name gets a new version; those before
 * it stay. When the answer is lost it may have been written all the same.
 *
 * @returns the URL of the version
 * @throws ConsentryError `vault_denied`, `vault_unavailable`, `vault_throttled`, `vault_bad_response`, `secret_deleted`
 */
export async function exportSecret(
  input: KeyVaultInput,
  { name, value, tags }: ExportedSecret,
): Promise<string> {
  const versions = connect(input);
  const version = await versions.write(name, value, tags);
  const back = await versions.look(name, version);
  if (back.is !== 'there' || !isSame(back.stored, value, tags)) throw badAnswer('read_back');
  return `${new URL(input.vaultUrl).origin}/secrets/${name}/${version}`;
}
