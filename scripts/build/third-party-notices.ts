import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lightHttpId } from './light-http.ts';
import { readRuntimeDependencies, type RuntimeDependencies } from './runtime-dependencies.ts';
import { repository } from './workspaces.ts';

interface ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Of the licence, and of a notice that its owner wants to go along. */
  readonly text: string;
}

const licenceFile = /^(un)?(licen[cs]e|copying)([-.].*)?$/i;
const noticeFile = /^(notice|copyrightnotice)(\.(md|txt))?$/i;
const rule = '-'.repeat(80);

/**
 * The words that the licences of others ask for, of every package that has a module in the bundle.
 *
 * @param modules paths
 * @throws Error for a package without the text of its licence, and for one that `docs/dependencies.md` does not name, or not with its licence
 */
export function thirdPartyNotices(modules: readonly string[]): string {
  const known = readRuntimeDependencies();
  const folders = new Set(modules.map(findPackage).filter((folder) => folder !== undefined));
  const packages = [...folders].map((folder) => readThirdParty(folder, known));
  const sorted = packages.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  const texts = sorted.map(({ name, version, license, text }) =>
    [rule, `${name} ${version}`, `Licence: ${license}`, '', text].join('\n'),
  );
  return `The command contains the following packages of others, each under its own licence.\n\n${texts.join('\n\n')}\n`;
}

const key = ({ name, version }: ThirdParty): string => `${name} ${version}`;

/** The folder of the package that a module belongs to; a module of ours belongs to none. What the bundler adds comes out of its own package. */
function findPackage(module: string): string | undefined {
  if (module === lightHttpId) return undefined;
  if (/^\0(rolldown\/|@oxc-project\+runtime@)/.test(module))
    return join(repository, 'node_modules', 'rolldown');
  if (module.startsWith('\0')) throw new Error(`nobody knows whose the module ${module.slice(1)} is`);
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(module)?.[0];
}

function readThirdParty(folder: string, known: RuntimeDependencies): ThirdParty {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Omit<ThirdParty, 'text'>;
  const { name, version, license } = manifest;
  if (!known.names.some((pattern) => pattern.test(name))) {
    throw new Error(`docs/dependencies.md does not name ${name}, which is in the bundle`);
  }
  if (!known.licences.has(license)) {
    throw new Error(`${name} is under ${license}, which nothing else in docs/dependencies.md is`);
  }
  const text = findLicence(folder);
  if (text === undefined) throw new Error(`${name} does not carry the text of its licence`);
  return { name, version, license, text };
}

function findLicence(folder: string): string | undefined {
  const read = (name: string): string =>
    readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim();
  const names = readdirSync(folder).toSorted();
  const licence = names.filter((name) => licenceFile.test(name)).map(read);
  if (licence.length > 0)
    return [...licence, ...names.filter((name) => noticeFile.test(name)).map(read)].join('\n\n');
  const readme = names.find((name) => /^readme(\.md)?$/i.test(name));
  return readme === undefined ? undefined : findInReadme(read(readme));
}

/** Some have it as the last section there. A name alone is not the text. */
function findInReadme(text: string): string | undefined {
  const [, section = ''] = /^## licen[cs]e\n([^]+?)(?=^## |(?![^]))/im.exec(text) ?? [];
  return /permission/i.test(section) && /copyright/i.test(section) ? section.trim() : undefined;
}
