import type { Surroundings } from './sent-request.ts';
import { operands, stages, statements, words } from './split-text.ts';

type Scope = Map<string, unknown>;

/**
 * Goes through PowerShell as far as this repository writes it: variables, tables, strings, pipes to and from JSON,
 * `Invoke-RestMethod` and `consentry`.
 *
 * @returns how many requests and commands it made
 * @throws Error a form that is not known, or a value that is not there
 */
export async function runPowerShell(text: string, around: Surroundings): Promise<number> {
  const scope: Scope = new Map(
    Object.entries(around.variables).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const shell = new Shell(scope, around);
  for (const statement of statements(text)) await shell.run(statement);
  return shell.made;
}

class Shell {
  made = 0;
  readonly #scope: Scope;
  readonly #around: Surroundings;

  constructor(scope: Scope, around: Surroundings) {
    this.#scope = scope;
    this.#around = around;
  }

  async run(statement: string): Promise<unknown> {
    const [, condition, then = ''] = /^if \((.*?)\) \{([^]*)\}$/.exec(statement) ?? [];
    if (condition !== undefined) {
      if ((await this.#value(condition)) !== undefined) throw new Error(`it comes to: ${then}`);
      return undefined;
    }
    const [, name, assigned] = /^\$(\w+)\s*=\s*([^]+)$/.exec(statement) ?? [];
    if (name === undefined || assigned === undefined) return this.#pipe(statement);
    const value = await this.#pipe(assigned);
    this.#scope.set(name.toLowerCase(), value);
    return value;
  }

  async #pipe(text: string): Promise<unknown> {
    const [first = '', ...rest] = stages(text);
    let value = await this.#command(first);
    for (const stage of rest) value = pipeInto(stage, value);
    return value;
  }

  async #command(text: string): Promise<unknown> {
    const [name = '', ...args] = words(text);
    if (name === 'consentry' || (name === 'npx' && args[0] === 'consentry')) {
      this.made += 1;
      const given = await Promise.all(
        (name === 'npx' ? args.slice(1) : args).map((one) => this.#argument(one)),
      );
      return this.#around.run(given);
    }
    if (!/^[A-Z]\w+-\w+$/.test(name)) return this.#value(text);
    const parameters = await this.#parameters(name, args);
    if (name === 'Get-Content') return this.#readFile(parameters.get('(first)'));
    if (name === 'Invoke-RestMethod') return this.#invoke(parameters);
    if (name !== 'Connect-ExchangeOnline') throw new Error(`${name} is not known here`);
    // Of the module ExchangeOnlineManagement, 3.1.0 or newer.
    const known = ['accesstoken', 'delegatedorganization'];
    for (const parameter of parameters.keys())
      if (!known.includes(parameter)) throw new Error(`${name} -${parameter}`);
    return undefined;
  }

  /** @throws Error a value is not there */
  async #parameters(command: string, args: readonly string[]): Promise<Map<string, unknown>> {
    const parameters = new Map<string, unknown>();
    for (let at = 0; at < args.length; at += 1) {
      const argument = args[at] ?? '';
      if (argument.startsWith('@')) {
        const splatted = this.#scope.get(argument.slice(1).toLowerCase()) as Record<string, unknown>;
        for (const [name, value] of Object.entries(splatted)) parameters.set(name.toLowerCase(), value);
      } else if (/^-[A-Z]/i.test(argument)) {
        const isSwitch = args[at + 1] === undefined || /^-[A-Z]/i.test(args[at + 1] ?? '');
        parameters.set(
          argument.slice(1).toLowerCase(),
          isSwitch ? true : await this.#argument(args[++at] ?? ''),
        );
      } else parameters.set('(first)', await this.#argument(argument));
    }
    for (const [name, value] of parameters)
      if (value === undefined) throw new Error(`${command}: no ${name}`);
    return parameters;
  }

  async #invoke(parameters: Map<string, unknown>): Promise<unknown> {
    this.made += 1;
    const given = (name: string): string | undefined => parameters.get(name) as string | undefined;
    const known = [
      'method',
      'uri',
      'authentication',
      'token',
      'allowunencryptedauthentication',
      'contenttype',
      'body',
    ];
    const more = ['maximumredirection', 'skiphttperrorcheck'];
    for (const name of parameters.keys())
      if (![...known, ...more].includes(name)) throw new Error(`-${name}`);
    const body = given('body');
    const contentType = given('contenttype');
    return this.#around.send({
      method: (given('method') ?? 'Get').toUpperCase(),
      url: given('uri') ?? '',
      headers: {
        ...(given('authentication') === 'Bearer' && { authorization: `Bearer ${given('token') ?? ''}` }),
        ...(contentType !== undefined && { 'content-type': contentType }),
      },
      ...(body !== undefined && { body: JSON.parse(body) as unknown }),
      staysAtHost: Number(parameters.get('maximumredirection')) === 0,
      mayBePlain: parameters.get('allowunencryptedauthentication') === true,
    });
  }

  #readFile(path: unknown): string {
    const text = this.#around.files[String(path)];
    if (text === undefined) throw new Error(`it reads ${String(path)}`);
    return text;
  }

  /** Words of a command are strings without quotes. @throws Error a value is not there */
  async #argument(text: string): Promise<string> {
    const value = /^['"$(@]/.test(text) ? await this.#value(text) : text;
    if (value === undefined) throw new Error(`${text} is not there`);
    return value as string;
  }

  async #value(text: string): Promise<unknown> {
    const [left = '', right] = operands(text, ' ?? ');
    if (right !== undefined) return (await this.#value(left)) ?? this.#value(right);
    const [subject = '', pattern] = operands(text, ' -like ');
    if (pattern !== undefined) return isLike(await this.#argument(subject), await this.#argument(pattern));
    if (/^\d+$/.test(text)) return Number(text);
    if (text === '$true' || text === '$false') return text === '$true';
    if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
    if (text.startsWith('"')) return this.#expand(text.slice(1, -1));
    if (text.startsWith('@{')) return this.#table(text.slice(2, -1));
    const [, environment] = /^\$env:(\w+)$/.exec(text) ?? [];
    if (environment !== undefined) return this.#around.environment[environment];
    const [, group, name = '', path = ''] = /^(?:\(([^]*)\)|\$(\w+))((?:\.\w+)*)$/.exec(text) ?? [];
    if (group === undefined && name === '') throw new Error(`a form that is not known: ${text}`);
    const start = group === undefined ? this.#scope.get(name.toLowerCase()) : await this.run(group);
    return path.split('.').slice(1).reduce(member, start);
  }

  /** @throws Error a value is not there */
  async #expand(text: string): Promise<string> {
    let expanded = '';
    for (const [piece] of text.matchAll(/`[^]|\$\([^)]*\)|\$\w+|[^]/g)) {
      if (piece.startsWith('`')) expanded += piece.slice(1);
      else if (piece.length === 1) expanded += piece;
      else expanded += await this.#argument(piece.startsWith('$(') ? piece.slice(1) : piece);
    }
    return expanded;
  }

  async #table(text: string): Promise<Record<string, unknown>> {
    const table: Record<string, unknown> = {};
    for (const entry of statements(text)) {
      const [, key = '', value = ''] = /^(\w+)\s*=\s*([^]+)$/.exec(entry) ?? [];
      table[key] = await this.#pipe(value);
      if (table[key] === undefined) throw new Error(`${key} has no value`);
    }
    return table;
  }
}

/** `http://127.0.0.1:*` */
function isLike(text: string, pattern: string): boolean {
  const pieces = pattern.split('*').map((piece) => RegExp.escape(piece));
  return new RegExp(`^${pieces.join('.*')}$`, 'i').test(text);
}

/** Of a list it is that of each, as in PowerShell. */
function member(of: unknown, name: string): unknown {
  if (Array.isArray(of)) return of.map((one: unknown) => member(one, name));
  if (typeof of !== 'object' || of === null) return undefined;
  return (of as Readonly<Record<string, unknown>>)[name];
}

/** @throws Error it is not known here */
function pipeInto(stage: string, value: unknown): unknown {
  const [name = '', ...args] = words(stage);
  if (value === undefined) throw new Error(`nothing goes into ${name}`);
  if (name === 'ConvertTo-Json') return JSON.stringify(value);
  if (name === 'ConvertTo-SecureString' && args.join(' ') === '-AsPlainText -Force') return value;
  if (typeof value !== 'string') throw new Error(`${name} is given no text`);
  if (name === 'ConvertFrom-Json') return JSON.parse(value) as unknown;
  if (name === 'Select-Object' && args.join(' ') === '-First 1') return value.split('\n')[0];
  throw new Error(`${stage} is not known here`);
}
