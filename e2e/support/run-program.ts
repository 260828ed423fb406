import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A package, unpacked onto an output. Bytes. */
const mostOutput = 64 * 1024 * 1024;

/**
 * Runs a program to its end and gives what it wrote.
 * @throws Error with all that it said, when it does not end well
 */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): string {
  // What `npm test` tells its scripts of this repository would mislead an npm that works elsewhere.
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle)_|npm_config_local_prefix$|INIT_CWD$|NODE_TEST_CONTEXT$)/.test(name),
  );
  const env = { ...Object.fromEntries(inherited), ...environment };
  try {
    return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: 'pipe', maxBuffer: mostOutput });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Makes the file that would be published of a built package. @returns its path */
export function pack(built: string, into: string): string {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', into], built)) as readonly {
    readonly filename: string;
  }[];
  if (packed === undefined) throw new Error(`nothing was packed of ${built}`);
  return join(into, packed.filename);
}

/** Installs packages, by their files or names, into a folder that has a manifest. No script of theirs is run. */
export function install(packages: readonly string[], into: string): void {
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  run('npm', ['install', ...quietly, ...packages], into);
}
