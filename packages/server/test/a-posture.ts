import type { AnswerOf } from '@consentry/core/contract';
import { partnerOne, type TestBroker } from './a-broker.ts';

export const ofPartner = { params: { partner: partnerOne } } as const;

export type PostureReport = AnswerOf<'getPosture'>;

/** Has a report made, and gives it. */
export async function aReport(t: TestBroker): Promise<PostureReport> {
  const { id } = await t.operator.call('createPostureReport', ofPartner);
  await t.broker.app.posture.settled();
  return t.operator.call('getPostureReport', { params: { ...ofPartner.params, id } });
}
