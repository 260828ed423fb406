import type { Cloud } from '../entra/cloud.ts';
import type { TokenClaims } from '../entra/decode-token.ts';
import { audiencesOf, findKnownAudience } from './known-audiences.ts';
import { failed, passed, type TokenCheck } from './token-check.ts';

/** A token opens one API. Which it is stands as a URI, with or without a slash, or as the API's application id. */
export function checkAudience({ audience }: TokenClaims, cloud: Cloud, resource: string): TokenCheck {
  const name = 'audience';
  const remedy = `Ask for a token for ${resource}.`;
  if (audience === undefined) return failed({ name, explanation: 'The token names no API.', remedy });
  if (audiencesOf(cloud, resource).includes(audience)) {
    return passed({ name, explanation: `The token is for ${resource} (${audience}).` });
  }
  const known = findKnownAudience(cloud, audience);
  const found = known === undefined ? audience : `${known.api} (${audience})`;
  return failed({
    name,
    explanation: `The token is for ${found}, not for ${resource}.`,
    remedy: known?.remedy ?? remedy,
  });
}
