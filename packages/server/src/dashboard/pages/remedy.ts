import type { Html } from '../../http/answer.ts';
import { prose } from '../frame/prose.ts';

/** What somebody does next. It may be longer than other prose, for it may name what is to be done in several places. */
export function remedy(text: string): Html {
  return prose(text, 1000);
}
