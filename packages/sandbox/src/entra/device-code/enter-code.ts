import { fingerprint } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { answerRefusal } from '../answer-refusal.ts';
import { readForm } from '../form.ts';
import { deviceCodePage } from '../pages/device-code-page.ts';
import { EntraRefusal } from '../refusal.ts';
import { setBrowserCookie, takeBrowserId } from '../sign-in/browser-cookie.ts';
import { chooseAccount } from '../sign-in/browser-session.ts';
import { continueSignIn } from '../sign-in/continue-sign-in.ts';
import { startFlow } from '../sign-in/sign-in-flow.ts';
import { isExpired } from './device-code-request.ts';
import type { DeviceCodeRequest } from './device-code-request.ts';

/**
 * `POST /common/oauth2/deviceauth`: takes the code that a person read from a device, and begins the sign-in. A code that is no
 * good stays on the page.
 */
export async function enterCode(parts: SandboxParts, request: Request): Promise<Response> {
  const form = await readForm(request);
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== parts.origins.login) {
    return answerRefusal(parts, request, new EntraRefusal(50089));
  }
  try {
    const waiting = getWaiting(parts, form.get('user_code') ?? '');
    const browserId = takeBrowserId(parts, request);
    const flow = startFlow(parts, request, browserId, { kind: 'device-code', request: waiting });
    chooseAccount(parts, flow);
    return setBrowserCookie(await continueSignIn(parts, flow), parts.origins, browserId);
  } catch (error) {
    if (!(error instanceof EntraRefusal)) throw error;
    return error.entry.channel === 'form' ? deviceCodePage(error) : answerRefusal(parts, request, error);
  }
}

/** @throws EntraRefusal 70018 no such code, or a person answered already; 70019 too old */
function getWaiting(parts: SandboxParts, typed: string): DeviceCodeRequest {
  const waiting = parts.entra.userCodes.get(fingerprint(typed.trim().toUpperCase()));
  if (waiting === undefined || waiting.outcome.kind !== 'pending') throw new EntraRefusal(70018);
  if (isExpired(waiting, parts.clock.now())) throw new EntraRefusal(70019);
  return waiting;
}
