import { join } from 'node:path';
import { repository } from '../../scripts/build/workspaces.ts';

/** The environment by which programs keep what they compile, as the command does by itself. */
export const compileCache = { NODE_COMPILE_CACHE: join(repository, 'node_modules', '.cache', 'node') };
