/** What became of reading a file that the configuration names. */
export type FileReading =
  | {
      readonly ok: true;
      readonly text: string;
      /** False when others than its owner may read or write it. True where the system has no such modes. */
      readonly ownerOnly: boolean;
    }
  | { readonly ok: false; readonly reason: 'missing' | 'not a file' | 'not readable' | 'too large' };

/** What stands at a path. `blocked`: it cannot be told, or the folder that should hold it takes no new file. */
export type Place =
  | { readonly kind: 'nothing' | 'file' | 'blocked' }
  /** `isOpen`: everybody on the machine may enter it. */
  | { readonly kind: 'folder'; readonly isOpen: boolean };

/** The files that the configuration names: secrets, certificates, keys, and where the store goes. */
export interface ConfigFiles {
  read(path: string): FileReading;
  look(path: string): Place;
}
