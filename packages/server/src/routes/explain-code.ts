import { explain } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

/** The same text as `consentry explain`. @throws ConsentryError `unknown_code` */
export async function explainCode(
  _deps: RouteDeps,
  exchange: Exchange<'explainCode'>,
): Promise<AnswerOf<'explainCode'>> {
  return { meanings: [...explain(exchange.input.params.code)] };
}
