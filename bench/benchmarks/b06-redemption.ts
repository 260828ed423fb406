import { X509Certificate } from 'node:crypto';
import { Secret } from '@consentry/core';
import { aCertificate } from '../../packages/core/test/a-certificate.ts';
import type { Benchmark, Effort } from '../benchmark.ts';
import { createFigure, noMark, timesAtLeast } from '../figure.ts';
import { alternate, perCpuSecond } from '../rounds.ts';
import { acquireAll, createLibrary, customerTenant } from '../support/library.ts';
import { createMsal } from '../support/msal.ts';
import { answerAtOnce } from '../support/token-answer.ts';

const tokenBytes = 1500;

/** At how many tenants tokens are redeemed in turn: each has a token endpoint, and wants an assertion of its own. */
const tenants = 20;

/** A refresh token is redeemed with a certificate, one time after the other. */
export const redemption: Benchmark = {
  async run(effort) {
    const { certificate, privateKey } = await aCertificate();
    const turns = `redemption with a certificate, no network, at ${tenants} tenants in turn; MSAL Node`;
    return [
      createFigure(
        'B6',
        turns,
        '/s',
        await measure(certificate, privateKey, tenants, effort),
        timesAtLeast(5),
      ),
      createFigure(
        'B6',
        'the same at one tenant, for which MSAL reuses its assertion too',
        '/s',
        await measure(certificate, privateKey, 1, effort),
        noMark,
      ),
    ];
  },
};

async function measure(certificate: string, privateKey: string, customers: number, effort: Effort) {
  const { rounds, scale } = effort;
  const credential = { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) } as const;
  const thumbprintSha256 = new X509Certificate(certificate).fingerprint256.replaceAll(':', '');
  const msal = createMsal({ clientCertificate: { thumbprintSha256, privateKey } }, tokenBytes);
  const times = 5000 * scale;
  const fewer = times / 5;
  const measured = await alternate(rounds, {
    async ours() {
      const fetch = answerAtOnce(tokenBytes);
      // A grant for each token, so that all of them are cold.
      const library = await createLibrary({ fetch, credential, targets: times, grants: times, customers });
      return perCpuSecond(times, () => acquireAll(library, 1));
    },
    peer: () =>
      perCpuSecond(fewer, async () => {
        for (let time = 0; time < fewer; time++) await msal.redeem(customerTenant(time % customers));
      }),
  });
  if (msal.endpoints() !== customers) throw new Error(`MSAL asked at ${msal.endpoints()} endpoints`);
  return measured;
}
