import { join, relative, sep } from 'node:path';
import {
  type CallExpression,
  type ImportClause,
  isCallExpression,
  isExportDeclaration,
  isIdentifier,
  isImportDeclaration,
  isImportTypeNode,
  isLiteralTypeNode,
  isNamedImports,
  isNewExpression,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isStringLiteral,
  isTypeQueryNode,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { API, type Checker } from 'typescript/unstable/sync';
import { repository } from '../build/workspaces.ts';

/** One import, export-from or `import()` of a file. */
export interface Import {
  readonly specifier: string;
  /** What is imported by name, as the other file calls it; `*` and `default` for the whole. */
  readonly names: readonly string[];
  /** Only its types are used: nothing is loaded. */
  readonly isType: boolean;
  /** `import()`: loaded when the code gets there. */
  readonly isDynamic: boolean;
  readonly line: number;
}

/** A global of the platform that a file uses: `Date.now`, `new Date()`, `fetch`, `process.env`. */
export interface GlobalUse {
  readonly name: string;
  readonly line: number;
}

/** A call, by the name of the function, with the properties of object literals that it is given. */
export interface Call {
  readonly name: string;
  readonly properties: readonly string[];
  readonly line: number;
}

/** A TypeScript file of the repository, as the rules look at it. */
export interface Source {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly globals: readonly GlobalUse[];
  readonly calls: readonly Call[];
}

const watched = new Set([
  'Date',
  'Math',
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
  'crypto',
]);

/** Reads every file of tsconfig.json with TypeScript's own parser and checker. */
export function readSources(): readonly Source[] {
  const api = new API({ cwd: repository });
  try {
    const config = join(repository, 'tsconfig.json');
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (project === undefined) throw new Error(`${config} could not be opened`);
    return project.rootFiles.map((file) => {
      const tree = project.program.getSourceFile(file);
      if (tree === undefined) throw new Error(`${file} could not be read`);
      return readSource(tree, project.checker);
    });
  } finally {
    api.close();
  }
}

function readSource(tree: SourceFile, checker: Checker): Source {
  const imports: Import[] = [];
  const globals: GlobalUse[] = [];
  const calls: Call[] = [];
  const lineOf = (node: Node): number => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
  const visit = (node: Node): void => {
    const line = lineOf(node);
    const found = readImport(node);
    if (found !== undefined) imports.push({ ...found, line });
    if (isCallExpression(node) && isIdentifier(node.expression)) {
      calls.push({ name: node.expression.text, properties: propertiesOf(node, tree), line });
    }
    if (isIdentifier(node) && watched.has(node.text) && isPlatformGlobal(node, checker)) {
      globals.push({ name: describeUse(node), line });
    }
    // `typeof fetch` in a type uses nothing.
    if (!isTypeQueryNode(node)) node.forEachChild(visit);
  };
  visit(tree);
  const path = relative(repository, tree.fileName).replaceAll(sep, '/');
  return { path, text: tree.text, imports, globals, calls };
}

function readImport(node: Node): Omit<Import, 'line'> | undefined {
  if (isImportDeclaration(node) && isStringLiteral(node.moduleSpecifier)) {
    const isType = node.importClause?.phaseModifier === SyntaxKind.TypeKeyword;
    const names = namesOf(node.importClause);
    return { specifier: node.moduleSpecifier.text, names, isType, isDynamic: false };
  }
  if (isExportDeclaration(node) && node.moduleSpecifier && isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, names: ['*'], isType: node.isTypeOnly, isDynamic: false };
  }
  if (isImportTypeNode(node) && isLiteralTypeNode(node.argument) && isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, names: ['*'], isType: true, isDynamic: false };
  }
  if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments;
    const specifier = argument && isStringLiteral(argument) ? argument.text : '(computed)';
    return { specifier, names: ['*'], isType: false, isDynamic: true };
  }
  return undefined;
}

function namesOf(clause: ImportClause | undefined): readonly string[] {
  const { name, namedBindings } = clause ?? {};
  const whole = name === undefined ? [] : ['default'];
  if (namedBindings === undefined) return whole;
  if (!isNamedImports(namedBindings)) return [...whole, '*'];
  return [...whole, ...namedBindings.elements.map((one) => (one.propertyName ?? one.name).text)];
}

/** `overrideGlobalObjects: false` of `serve({ overrideGlobalObjects: false })`. */
function propertiesOf(call: CallExpression, tree: SourceFile): readonly string[] {
  return call.arguments
    .filter((argument) => isObjectLiteralExpression(argument))
    .flatMap((argument) => argument.properties.filter((property) => isPropertyAssignment(property)))
    .map((property) => tree.text.slice(property.getStart(tree), property.end).replaceAll(/\s+/g, ' '));
}

/** A name that is declared outside the repository, and is not a property of something. */
function isPlatformGlobal(node: Node, checker: Checker): boolean {
  const { parent } = node;
  if (isPropertyAccessExpression(parent) && parent.name === node) return false;
  const symbol = isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(node);
  if (symbol === undefined || symbol.declarations.length === 0) return false;
  return symbol.declarations.every(
    ({ path }) => !path.startsWith(repository) || path.includes('/node_modules/'),
  );
}

function describeUse(node: Node & { readonly text: string }): string {
  const { parent } = node;
  if (isPropertyAccessExpression(parent)) return `${node.text}.${parent.name.text}`;
  if (!isNewExpression(parent)) return node.text;
  return (parent.arguments ?? []).length === 0 ? `new ${node.text}()` : `new ${node.text}(…)`;
}
