import type { Principal } from '../access/authenticate.ts';
import type { SignedIn } from './signed-in.ts';

/** As whom an operation is carried out, and recorded. */
export function principalOf({ person }: Pick<SignedIn, 'person'>): Principal {
  return { kind: 'operator', person: person?.id };
}
