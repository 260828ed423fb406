import { plain } from './terminal/plain.ts';

export interface ShownDeviceCode {
  readonly verificationUrl: string;
  readonly userCode: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/** What a person at the terminal is told of a sign-in by device code, and warned of: these are used to phish. */
export function describeDeviceCode({ verificationUrl, userCode, expiresAt }: ShownDeviceCode): string {
  return [
    `On a machine with a browser, open  ${plain(verificationUrl)}`,
    `and enter the code                 ${plain(userCode)}`,
    '',
    'Enter it only yourself, and only because you started this just now. Send it to nobody, and enter no code that somebody',
    'sent you: whoever started a sign-in gets what you sign in with.',
    '',
    `Waiting until ${expiresAt}. Stop with Ctrl-C.`,
  ].join('\n');
}
