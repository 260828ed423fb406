import { type Check, failed, notSeen, passed, warned } from './check.ts';

/** @param version such as `26.1.0` @param least the major version that is needed */
export function checkNode(version: string, least: number): Check {
  const major = Number(version.split('.')[0]);
  const found = `Node.js ${version}; ${least} or newer is needed.`;
  return major >= least ? passed('machine.node', 'Node.js', found) : failed('machine.node', 'Node.js', found);
}

/** A file or folder that is its owner’s alone, where it is on this machine. */
export interface PrivatePlace {
  readonly path: string;
  /** What it is, such as `operator key`. */
  readonly what: string;
  /** Undefined: it is not here. `unseen`: whoever looks may not, so nobody knows. */
  readonly isOpen: boolean | 'unseen' | undefined;
}

/** One check of all of them: those that are not here are another machine’s. */
export function checkPrivatePlaces(places: readonly PrivatePlace[]): Check {
  const open = places.filter(({ isOpen }) => isOpen === true);
  const here = places.filter(({ isOpen }) => isOpen !== undefined);
  const name = ({ what, path }: PrivatePlace): string => `${what} ${path}`;
  if (open.length > 0) {
    return failed('machine.private-files', 'files', `Others may read: ${open.map(name).join('; ')}.`);
  }
  const unseen = places.filter(({ isOpen }) => isOpen === 'unseen');
  if (unseen.length > 0) {
    return notSeen(
      'machine.private-files',
      'files',
      `This account may not look at: ${unseen.map(name).join('; ')}.`,
      'Run it as the user of the broker.',
    );
  }
  const found =
    here.length === 0
      ? 'None of them is on this machine yet.'
      : `Their owner’s alone: ${here.map(({ what }) => what).join(', ')}.`;
  return passed('machine.private-files', 'files', found);
}

/** @param isBuiltIn whether the cloud is one of Microsoft’s */
export function checkRedirectUris(publicUrl: string, uris: readonly string[], isBuiltIn: boolean): Check {
  const found = `They must be registered, on the platform Web: ${uris.join(' ')}`;
  return isBuiltIn && publicUrl.startsWith('http:')
    ? warned('machine.redirect-uris', publicUrl, `It is this machine alone. ${found}`)
    : passed('machine.redirect-uris', publicUrl, found);
}
