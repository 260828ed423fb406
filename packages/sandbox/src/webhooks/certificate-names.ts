/** The certificates that events are signed under: the right one, and those of defects. */
export const CERTIFICATE_NAMES = ['current', 'expired', 'other-subject', 'other-root'] as const;

export type CertificateName = (typeof CERTIFICATE_NAMES)[number];

/** Where a certificate is, on the origin of Partner Center. The right one has the name that the real one has. */
export function certificatePath(name: CertificateName): string {
  return `/cert/${name === 'current' ? 'pcnotifications-dispatch' : name}.cer`;
}
