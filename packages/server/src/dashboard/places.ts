import { overviewPage } from './pages/overview.ts';
import type { Act, Page } from './place.ts';

/** Every page of the dashboard. A new one is a file in `pages/`, and its line here. */
export const pages: readonly Page[] = [overviewPage];

/** Everything that can be done at the dashboard. */
export const acts: readonly Act[] = [];
