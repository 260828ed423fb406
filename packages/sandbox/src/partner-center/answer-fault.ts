import { ApiFault, answerApiFault } from './api-fault.ts';
import { CommerceFault, answerCommerceFault } from './commerce-fault.ts';
import { ThrottledFault, answerThrottled } from './throttle.ts';

/** Puts a fault into the one of Partner Center's three error shapes that it has. Anything else is thrown again. */
export function answerFault(error: unknown): Response {
  if (error instanceof ApiFault) return answerApiFault(error);
  if (error instanceof CommerceFault) return answerCommerceFault(error);
  if (error instanceof ThrottledFault) return answerThrottled(error);
  throw error;
}
