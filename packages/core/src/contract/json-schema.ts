import type { z } from 'zod';

/** The part of JSON Schema (2020-12) that the contract uses. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: boolean | JsonSchema;
}

/**
 * What passes the wire. Defaults and examples, and the fields that are there because of a default, are known only of
 * what comes out of the schema; how a field that is changed on its way in looks is known only of what goes in.
 */
export function toJsonSchema(schema: z.ZodType, side: 'request' | 'answer'): JsonSchema {
  const goesIn = withoutDialect(schema.toJSONSchema({ io: 'input' }));
  const comesOut = withoutDialect(schema.toJSONSchema({ io: 'output', unrepresentable: 'any' }));
  return side === 'request' ? withDefaults(goesIn, comesOut) : withoutDefaults(goesIn, comesOut);
}

function withoutDialect(schema: object): JsonSchema {
  const { $schema: _, ...rest } = schema as JsonSchema & { readonly $schema?: string };
  return rest;
}

function withDefaults(goesIn: JsonSchema, comesOut: JsonSchema): JsonSchema {
  const { default: whenAbsent, examples } = comesOut;
  const whole = {
    ...goesIn,
    ...(whenAbsent === undefined ? {} : { default: whenAbsent }),
    ...(examples === undefined ? {} : { examples }),
  };
  return inside(whole, comesOut, withDefaults);
}

function withoutDefaults({ default: _, ...goesIn }: JsonSchema, comesOut: JsonSchema): JsonSchema {
  const whole = comesOut.required === undefined ? goesIn : { ...goesIn, required: comesOut.required };
  return inside(whole, comesOut, withoutDefaults);
}

function inside(
  goesIn: JsonSchema,
  comesOut: JsonSchema,
  change: (goesIn: JsonSchema, comesOut: JsonSchema) => JsonSchema,
): JsonSchema {
  const { properties, items } = goesIn;
  const changed = Object.entries(properties ?? {}).map(([key, value]) => [
    key,
    change(value, comesOut.properties?.[key] ?? {}),
  ]);
  return {
    ...goesIn,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(changed) as typeof properties }),
    ...(items === undefined ? {} : { items: change(items, comesOut.items ?? {}) }),
  };
}
