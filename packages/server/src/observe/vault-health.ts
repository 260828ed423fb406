/** What the last operation on the vault says of it. */
export interface VaultHealth {
  /** @param outcome as {@link Ending} has it */
  note(outcome: string): void;
  isFailing(): boolean;
}

/** A secret that is missing or cannot be opened says nothing of the vault itself. */
export function createVaultHealth(): VaultHealth {
  let isFailing = false;
  return {
    note(outcome) {
      if (outcome === 'ok') isFailing = false;
      if (outcome.startsWith('vault_')) isFailing = true;
    },
    isFailing: () => isFailing,
  };
}
