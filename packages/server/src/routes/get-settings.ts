import type { AnswerOf } from '@consentry/core/contract';
import type { RouteDeps } from './route-deps.ts';

type Answer = AnswerOf<'getSettings'>;

/** The configuration as it holds here. A secret is never a setting, so there is none to leave out. */
export async function getSettings({ settings, version }: RouteDeps): Promise<Answer> {
  const { file, items = [] } = settings ?? {};
  return {
    version,
    ...(file !== undefined && { file }),
    items: items.map(({ value, default: usual, otherwise, ...rest }) => ({
      ...rest,
      ...(value !== undefined && { value }),
      ...(usual !== undefined && { default: usual }),
      ...(otherwise !== undefined && { otherwise }),
    })),
  };
}
