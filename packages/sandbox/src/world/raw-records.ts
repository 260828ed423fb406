/** The keys that lead to a place in the file. */
export type FilePath = readonly (string | number)[];

/** An object as it stands in the file: nothing is known of its fields. */
export type RawRecord = Record<string, unknown>;

/** A part of a file that is an object. */
export function isRecord(value: unknown): value is RawRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list, each with its place. What is no list has none. */
export function listRecords(record: RawRecord, field: string): { index: number; record: RawRecord }[] {
  return listItems(record, field).flatMap((item, index) => (isRecord(item) ? [{ index, record: item }] : []));
}

/** The texts of a list, each with its place. */
export function listTexts(record: RawRecord, field: string): { index: number; text: string }[] {
  return listItems(record, field).flatMap((text, index) =>
    typeof text === 'string' ? [{ index, text }] : [],
  );
}

/** A field that is a text; undefined for any other. */
export function textOf(record: RawRecord, field: string): string | undefined {
  const value = record[field];
  return typeof value === 'string' ? value : undefined;
}

function listItems(record: RawRecord, field: string): readonly unknown[] {
  const list = record[field];
  return Array.isArray(list) ? list : [];
}
