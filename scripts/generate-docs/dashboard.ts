import { dashboardActs, dashboardPages } from '@consentry/server';
import { code, table } from './markdown.ts';
import { renewParts } from './parts.ts';

/** The page on the dashboard, with who may open which page and do what. */
export function dashboard(): string {
  return renewParts('docs/dashboard.md', { pages, acts });
}

function pages(): string {
  return table(
    ['Page', 'The least role'],
    dashboardPages.map(({ path, least }) => [code(`/dashboard${path === '/' ? '' : path}`), least]),
  );
}

function acts(): string {
  return table(
    ['What is done', 'Where', 'The least role', 'Needs a new sign-in'],
    dashboardActs.map(({ path, least, isDangerous, done }) => [
      done,
      code(`/dashboard${path}`),
      least,
      isDangerous ? 'yes' : 'no',
    ]),
  );
}
