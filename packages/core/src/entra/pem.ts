const certificates = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const privateKeys = /-----BEGIN (?:RSA )?PRIVATE KEY-----[^-]+-----END (?:RSA )?PRIVATE KEY-----/g;

/** The certificates of a PEM text, in their order. What stands around them is no part of them. */
export function listCertificateBlocks(text: string): readonly string[] {
  return text.match(certificates) ?? [];
}

/** The private keys of a PEM text, in their order. Those that are encrypted are left out. */
export function listKeyBlocks(text: string): readonly string[] {
  return text.match(privateKeys) ?? [];
}
