import type { ErrorCode } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';

const withAnyInput = ['invalid_request', 'not_found', 'internal_error', 'overloaded'] as const;
const withKey = ['unauthorized', 'issuer_unavailable', 'policy_denied', 'store_unavailable'] as const;
const asCaller = ['caller_throttled', 'policies_unconfirmed'] as const;
const withBody = ['body_too_large', 'unsupported_media_type'] as const;
const withLink = ['store_unavailable'] as const;
/** What is refused before it is known which endpoint is meant. */
const withAnyAddress = ['path_refused', 'method_not_allowed'] as const;

/** What may be refused on a page for people who are invited, whatever the page is. */
export type CommonPageRefusal = (
  | typeof withAnyInput
  | typeof withBody
  | typeof withLink
  | typeof withAnyAddress
)[number];

/** The refusals that an endpoint has because of what it is: beside those that it names itself. */
export function commonRefusals({ role, body }: Endpoint): readonly ErrorCode[] {
  const mayBeCaller = role === 'caller' || role === 'caller or operator';
  return [
    ...withAnyInput,
    ...(mayBeCaller || role === 'operator' ? withKey : []),
    ...(mayBeCaller ? asCaller : []),
    ...(role === 'invited' ? withLink : []),
    ...(body === undefined ? [] : withBody),
  ];
}

/** Every refusal that an endpoint may answer with, each once. */
export function refusalsOf(endpoint: Endpoint): readonly ErrorCode[] {
  return [...new Set([...commonRefusals(endpoint), ...endpoint.errors])];
}
