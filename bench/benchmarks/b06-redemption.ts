import { X509Certificate } from 'node:crypto';
import { Secret } from '@consentry/core';
import { aCertificate } from '../../packages/core/test/a-certificate.ts';
import type { Benchmark } from '../benchmark.ts';
import { createFigure, timesAtLeast } from '../figure.ts';
import { alternate, perCpuSecond } from '../rounds.ts';
import { acquireAll, createLibrary } from '../support/library.ts';
import { createMsal } from '../support/msal.ts';
import { answerAtOnce } from '../support/token-answer.ts';

const tokenBytes = 1500;

/** A refresh token is redeemed with a certificate, again and again at one token endpoint, one after the other. */
export const redemption: Benchmark = {
  async run({ rounds, scale }) {
    const times = 5000 * scale;
    const { certificate, privateKey } = await aCertificate();
    const credential = { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) } as const;
    const thumbprintSha256 = new X509Certificate(certificate).fingerprint256.replaceAll(':', '');
    const msal = createMsal({ clientCertificate: { thumbprintSha256, privateKey } }, tokenBytes);
    await msal.redeem();
    const measured = await alternate(rounds, {
      async ours() {
        const fetch = answerAtOnce(tokenBytes);
        // A grant for each token: all of them are cold, at the endpoint of one tenant.
        const library = await createLibrary({
          fetch,
          credential,
          targets: times,
          grants: times,
          customers: 1,
        });
        return perCpuSecond(times, () => acquireAll(library, 1));
      },
      peer: () =>
        perCpuSecond(times / 10, async () => {
          for (let time = 0; time < times / 10; time++) await msal.redeem();
        }),
    });
    const what = 'redemption with a certificate, no network; MSAL Node';
    return [createFigure('B6', what, '/s', measured, timesAtLeast(5))];
  },
};
