import type { SandboxParts } from '../../parts.ts';
import { answerAdminConsent } from '../admin-consent/answer-admin-consent.ts';
import { answerRefusal } from '../answer-refusal.ts';
import type { SendBack } from '../answer-refusal.ts';
import { answerClient } from '../authorize/answer-client.ts';
import { readForm } from '../form.ts';
import { EntraRefusal } from '../refusal.ts';
import { recordRefusedSignIn } from './record-sign-in.ts';
import { getFlow } from './sign-in-flow.ts';
import type { SignInFlow } from './sign-in-flow.ts';

/** Takes one form of the sign-in pages. */
export type FormStep = (parts: SandboxParts, flow: SignInFlow, form: URLSearchParams) => Promise<Response>;

/** Runs a step on the flow that the form belongs to, and puts a refusal into its channel. */
export async function submitForm(parts: SandboxParts, request: Request, step: FormStep): Promise<Response> {
  const form = await readForm(request);
  let flow: SignInFlow | undefined;
  try {
    flow = getFlow(parts, request, form);
    return await step(parts, flow, form);
  } catch (error) {
    if (!(error instanceof EntraRefusal)) throw error;
    if (flow === undefined) return answerRefusal(parts, request, error);
    // A declined consent is no refused sign-in; it is in the ledger already.
    if (error.code !== 65004) recordRefusedSignIn(parts, flow, error);
    return answerRefusal(parts, request, error, sendBackOf(flow));
  }
}

/** A device has no redirect URI: what is wrong stays on the page. */
function sendBackOf({ purpose }: SignInFlow): SendBack | undefined {
  if (purpose.kind === 'device-code') return undefined;
  if (purpose.kind === 'authorize') return (fields) => answerClient(purpose.request, fields);
  return (fields) => answerAdminConsent(purpose.request, fields);
}
