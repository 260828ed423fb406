import {
  type Clock,
  ConsentryError,
  type DeviceCode,
  digest,
  type Random,
  type SaidOfAccount,
  Secret,
  type TokenAnswer,
} from '@consentry/core';

/** A sign-in by device code that somebody is to finish. */
export interface WaitingSignIn extends SaidOfAccount, Pick<DeviceCode, 'deviceCode' | 'expiresAt'> {
  /** `test`: it is only looked at, and never becomes a grant. */
  readonly purpose: 'connect' | 'test';
  /** What was taken back since stays so. @see ConsentFlow.changesBefore */
  readonly changesBefore: number;
  /** How long to wait between two attempts; the identity provider may ask for more. */
  intervalMs: number;
  /** Epoch milliseconds: no attempt is made before. */
  askAgainAt: number;
  /** An attempt is under way. */
  isAsking: boolean;
  /** What the identity provider gave once the person had signed in: it gives that once, and sealing may take another attempt. */
  answer?: TokenAnswer | undefined;
}

/**
 * The sign-ins by device code that this process started. They are kept in memory alone: device codes are worth a grant, live a
 * quarter of an hour, and nobody misses them after a restart.
 */
export interface WaitingSignIns {
  /** Before the identity provider is asked for nothing. @throws ConsentryError `device_codes_waiting` */
  requireRoom(): void;
  /** @returns the handle that finishes it. @throws ConsentryError `device_codes_waiting` */
  add(signIn: WaitingSignIn): Secret<string>;
  /** One of another purpose is not found. */
  find(handle: string, purpose: WaitingSignIn['purpose']): WaitingSignIn | undefined;
  /** True for exactly one of all who try. */
  remove(handle: string): boolean;
}

/** One operator at a terminal needs one. */
const most = 100;
/** Who comes too late is told so for a while. */
const toldForMs = 60 * 60 * 1000;

export function createWaitingSignIns(clock: Clock, random: Random): WaitingSignIns {
  const waiting = new Map<string, WaitingSignIn>();
  const requireRoom = (): void => {
    const now = clock.now();
    for (const [key, { expiresAt }] of waiting) if (expiresAt + toldForMs <= now) waiting.delete(key);
    const alive = waiting.values().filter(({ expiresAt }) => expiresAt > now);
    if ([...alive].length >= most) throw new ConsentryError('device_codes_waiting', { retryAfterMs: 60_000 });
  };
  return {
    requireRoom,
    add(signIn) {
      requireRoom();
      const handle = Buffer.from(random.bytes(32)).toString('base64url');
      waiting.set(digest(handle), signIn);
      return Secret.of(handle);
    },
    find(handle, purpose) {
      const signIn = waiting.get(digest(handle));
      return signIn?.purpose === purpose ? signIn : undefined;
    },
    remove: (handle) => waiting.delete(digest(handle)),
  };
}
