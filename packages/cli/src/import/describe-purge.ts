import type { Deleted, Removal } from '@consentry/core/key-vault';
import { notDisabled } from '../vault-scan/describe-scan.ts';
import { toInstant } from '../vault-scan/scan-report.ts';

/** What became of the secret, what is left of it, and what a person must still do. */
export function describePurge(removal: Removal): readonly string[] {
  switch (removal.is) {
    case 'purged':
      return ['The secret is deleted and purged, with all its versions. Backups of it are not.'];
    case 'gone':
      return ['The secret was gone already. Backups of it are not.'];
    case 'deleted':
      return describeDeletion(removal);
    case 'disabled':
      return [
        'The imported version of the secret is disabled. The secret was not deleted: whoever has Set can enable the version again, and older versions that are enabled can be read. Delete and purge the secret.',
        ...(removal.missing === undefined ? [] : [removal.missing.message, removal.missing.remedy]),
      ];
    case 'changed':
      return [
        removal.versions.length > 0
          ? 'The imported version of the secret is disabled.'
          : 'The imported version of the secret could NOT be disabled.',
        'The secret was left, for the imported version is not known to be its newest: another program still writes it, or somebody changed it. Versions that are enabled can still be read; stop that program, then remove the secret.',
      ];
    case 'denied':
      return [
        'The secret stays as it is, and the imported version can be read.',
        removal.missing.message,
        removal.missing.remedy,
      ];
  }
}

function describeDeletion({ recoverableUntil, isDisabled, why, missing }: Deleted): readonly string[] {
  const until =
    recoverableUntil === undefined ? 'until Key Vault purges it' : `until ${toInstant(recoverableUntil)}`;
  return [
    `The secret is deleted with all its versions, and not purged: ${reasons[why]} It can be recovered ${until} by whoever has Recover.`,
    ...(isDisabled ? ['The imported version is disabled.'] : [notDisabled]),
    ...(missing === undefined ? [] : [missing.message, missing.remedy]),
  ];
}

const reasons: Readonly<Record<Deleted['why'], string>> = {
  protected: 'the vault has purge protection.',
  missing: 'you have no right to.',
  newer_version:
    'it may hold a newer version, which came at the last moment and was not imported: another program still writes it. Recover it to see what that is.',
  failed: 'the vault failed, or takes long to delete it. Purge it in some minutes.',
};
