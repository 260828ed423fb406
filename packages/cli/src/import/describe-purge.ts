import type { StepOutcome, VaultPurge } from './vault-source.ts';

/** What became of the secret, what is left of it, and what a person must still do. */
export function describePurge({
  disabled,
  deleted,
  purged,
  recoverableUntil,
}: VaultPurge): readonly string[] {
  const said = [
    disabled === 'done'
      ? 'The imported version of the secret is disabled.'
      : `The imported version of the secret could NOT be disabled: ${why(disabled)}.`,
  ];
  if (deleted === 'newer version') {
    return [
      ...said,
      'The secret was left, for it has a newer version, which was not imported: another program still writes it. Older versions that are enabled can still be read; stop that program, then remove the secret.',
    ];
  }
  if (deleted !== 'done') {
    return [
      ...said,
      `The secret was not deleted: ${why(deleted)}. Whoever has Set can enable the version again, and older versions that are enabled can be read: delete and purge the secret.`,
    ];
  }
  if (purged === 'done')
    return [...said, 'The secret is deleted and purged, with all its versions. Backups of it are not.'];
  const until = recoverableUntil === undefined ? 'until Key Vault purges it' : `until ${recoverableUntil}`;
  return [
    ...said,
    `The secret is deleted with all its versions, and not purged: ${why(purged)}. It can be recovered ${until} by whoever has Recover.`,
  ];
}

function why(outcome: StepOutcome): string {
  if (outcome === 'not tried') return 'it was not tried, for the newest version could not be told';
  if (outcome === 'no answer') return 'the vault did not answer';
  if (outcome === 'refused (403)') return 'you have no right to, or the vault is protected against it';
  if (outcome === 'refused (409)') return 'Key Vault has not finished the step before; do it in a minute';
  return `Key Vault ${outcome}`;
}
