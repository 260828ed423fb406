/** What became of reading a file that the configuration names. */
export type FileReading =
  | {
      readonly ok: true;
      readonly text: string;
      /** False when others than its owner may read or write it. True where the system has no such modes. */
      readonly ownerOnly: boolean;
    }
  | { readonly ok: false; readonly reason: 'missing' | 'not a file' | 'not readable' | 'too large' };

/** Reads the files that the configuration names: secrets, certificates, keys. */
export interface ConfigFiles {
  read(path: string): FileReading;
}
