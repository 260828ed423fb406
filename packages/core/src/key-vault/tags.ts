/** What is written beside a value. Whoever may get or list secrets reads it: nothing secret. */
export type Tags = Readonly<Record<string, string>>;
