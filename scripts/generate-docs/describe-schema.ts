import type { JsonSchema } from '@consentry/core/contract';
import { code } from './markdown.ts';

/** A field of a request or an answer. */
export interface Field {
  /** `policy.partners`, `items[].id`. */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

/** The fields of an object, those of objects inside it after their own. */
export function fieldsOf(schema: JsonSchema, prefix = ''): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const isRequired = schema.required?.includes(key) === true;
    const name = `${prefix}${key}`;
    const field = { name, type: typeOf(value), isRequired, description: describe(value) };
    return [field, ...fieldsOf(value, `${name}.`), ...fieldsOf(value.items ?? {}, `${name}[].`)];
  });
}

function typeOf(schema: JsonSchema): string {
  const { type, items, additionalProperties } = schema;
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(JSON.stringify(value))).join(' or ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (typeof type === 'object') return type.join(' or ');
  if (type === 'string') return stringType(schema);
  if (type === 'integer' || type === 'number') return `${type}${range(schema.minimum, schema.maximum)}`;
  if (type === 'array') return `array${range(schema.minItems, schema.maxItems)} of ${typeOf(items ?? {})}`;
  if (typeof additionalProperties === 'object') return `object of ${typeOf(additionalProperties)}`;
  return type ?? 'any';
}

const formats: Readonly<Record<string, string>> = { uuid: 'GUID', 'date-time': 'instant', uri: 'URL' };

function stringType({ format, pattern, minLength, maxLength }: JsonSchema): string {
  if (format !== undefined) return formats[format] ?? format;
  if (pattern !== undefined) return `string like ${code(pattern.replaceAll('\\/', '/'))}`;
  return `string${range(minLength, maxLength, ' characters')}`;
}

function range(least: number | undefined, most: number | undefined, unit = ''): string {
  const hasLeast = least !== undefined && least !== Number.MIN_SAFE_INTEGER;
  const hasMost = most !== undefined && most !== Number.MAX_SAFE_INTEGER;
  if (hasLeast && hasMost) return ` (${least} to ${most}${unit})`;
  if (hasMost) return ` (at most ${most}${unit})`;
  return hasLeast ? ` (at least ${least}${unit})` : '';
}

function describe(schema: JsonSchema): string {
  const description = schema.description ?? schema.items?.description ?? '';
  if (schema.default === undefined) return description;
  return `${description} Unless given: ${code(JSON.stringify(schema.default))}.`.trim();
}
