import { type JsonSchema, toJsonSchema } from '../src/contract/json-schema.ts';
import { postureReport, postureSummary } from '../src/contract/posture.ts';
import type { PostureReport, PostureSummary } from '../src/posture-report/report.ts';

/** Pieces that do something in a page, a spreadsheet or a terminal. */
const pieces = [
  '<script>fetch("https://evil.example/s")</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(2)>',
  "' onmouseover='alert(3)",
  '</title></style><iframe src="https://evil.example/f"></iframe>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/m">',
  '<link rel=stylesheet href=//evil.example/c>',
  '<form action=https://evil.example/a><button autofocus>',
  '<base href=https://evil.example/>',
  '--><!--',
  ']]>',
  '&lt;b&gt;&#60;',
  '</text></svg><style>*{background:url(https://evil.example/b)}</style>',
  '=HYPERLINK("https://evil.example","x")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  "=cmd|'/c calc'!A1",
  '\t=1',
  '\r=1',
  ' =1+1',
  '\ufeff=1',
  '＝1',
  '",=1',
  '\u001b[2J\u001b]0;gone\u0007',
  '\u009b31m',
  '\u001b]8;;https://evil.example\u001b\\here',
  '\r\n\u0000\b\u007f',
  '\u202egnp.exe',
  '\u2066\u2069\u200f\u061c',
  '\u2028\u2029',
  'e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  '\ud800',
  '\u{e0041}',
  '株式会社',
  '👩‍🔧',
  'שלום',
  'x'.repeat(700),
  '`${alert(4)}`',
  '{{7*7}}',
  '__proto__',
  'constructor',
  'name@contoso.example',
  '',
] as const;

/** Chance that is the same in every run. */
export interface Chance {
  /** From 0 to one less. */
  below(count: number): number;
}

/** SplitMix of 32 bits: enough to try many things, and the same ones each time. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return {
    below(count) {
      state = (state + 0x9e3779b9) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      return ((mixed ^ (mixed >>> 15)) >>> 0) % count;
    },
  };
}

const reportSchema = toJsonSchema(postureReport, 'answer');
const summarySchema = toJsonSchema(postureSummary, 'answer');

/**
 * A report with something hostile in every text that the contract lets be anything; a field that the contract gains is in it by itself. Of
 * the same chance come the same report.
 * @param text makes a text; hostile unless told otherwise
 */
export function aHostileReport(chance: Chance, text: (chance: Chance) => string = hostile): PostureReport {
  return postureReport.parse(valueOf(reportSchema, chance, text));
}

export function someHostileHistory(chance: Chance): readonly PostureSummary[] {
  return [0, 1, 2].map(() => postureSummary.parse(valueOf(summarySchema, chance, hostile)));
}

export function hostile(chance: Chance): string {
  const count = 1 + chance.below(3);
  return Array.from({ length: count }, () => pieces[chance.below(pieces.length)] ?? '').join('');
}

/** Something that a schema allows. */
function valueOf(schema: JsonSchema, chance: Chance, text: (chance: Chance) => string): unknown {
  const { const: only, enum: some, anyOf, type } = schema;
  if (only !== undefined) return only;
  if (some !== undefined) return some[chance.below(some.length)];
  // `oneOf` is how a union by a name is written; the contract's own type of schemas does not know it.
  const { oneOf } = schema as { readonly oneOf?: readonly JsonSchema[] };
  const choice = anyOf ?? oneOf;
  if (choice !== undefined) return valueOf(choice[chance.below(choice.length)] ?? {}, chance, text);
  if (type === 'object') return objectOf(schema, chance, text);
  if (type === 'array')
    return Array.from({ length: chance.below(4) }, () => valueOf(schema.items ?? {}, chance, text));
  if (type === 'boolean') return chance.below(2) === 0;
  if (type === 'integer' || type === 'number') return chance.below((schema.maximum ?? 5000) + 1) % 5001;
  return textOf(schema, chance, text);
}

function objectOf(schema: JsonSchema, chance: Chance, text: (chance: Chance) => string): object {
  const { properties, required = [], additionalProperties } = schema;
  if (properties === undefined) return recordOf(schema, additionalProperties, chance, text);
  const entries = Object.entries(properties)
    .filter(([name]) => required.includes(name) || chance.below(4) > 0)
    .map(([name, inner]) => [name, valueOf(inner, chance, text)]);
  return Object.fromEntries(entries) as object;
}

/** Names of a record are hostile too, where it does not name them. */
function recordOf(
  schema: JsonSchema,
  additional: JsonSchema['additionalProperties'],
  chance: Chance,
  text: (chance: Chance) => string,
): object {
  const inner = typeof additional === 'object' ? additional : {};
  const { propertyNames } = schema as { readonly propertyNames?: JsonSchema };
  const fixed = propertyNames?.enum as readonly string[] | undefined;
  const known = ['policy', 'application', 'lastAt', 'every', 'state', 'cause', 'mfaBehavior'];
  const names = fixed ?? [text(chance), known[chance.below(known.length)] ?? '', `${text(chance)}At`];
  return Object.fromEntries(names.map((name) => [name, valueOf(inner, chance, text)]));
}

function textOf({ format, pattern }: JsonSchema, chance: Chance, text: (chance: Chance) => string): string {
  if (format === 'date-time') return new Date(Date.UTC(2026, 10, 1 + chance.below(90))).toISOString();
  if (format === 'uri')
    return (
      [
        'https://learn.microsoft.com/x?a=1&b="<',
        'javascript:alert(5)',
        'data:text/html,<script>alert(6)</script>',
        'http://evil.example/',
        'https://user:pass@evil.example/',
      ][chance.below(5)] ?? ''
    );
  if (format === 'uuid' || format === 'guid') return '6f1d3c5e-0b7a-4c39-9d52-1a8e47f0c2b1';
  const prefix = /^\^([a-z]+)_\[/.exec(pattern ?? '')?.[1];
  return prefix === undefined ? text(chance) : `${prefix}_${'H'.repeat(22)}`;
}
