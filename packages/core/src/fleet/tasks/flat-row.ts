import type { Row } from '../sweep-task.ts';

/** Takes fields out of an answer of an API as they are; what is no plain value is left out as null, what is nested is JSON. */
export function flatRow(item: unknown, fields: readonly string[]): Row {
  const values = (typeof item === 'object' && item !== null ? item : {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(fields.map((name) => [name, flatValue(values[name])]));
}

/** @returns a plain value; what is nested as JSON */
export function flatValue(value: unknown): Row[string] {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}
