import type { TransportFailure } from '../ports.ts';
import { type Check, failed, notSeen, passed, warned } from './check.ts';
import { judgeClock } from './judge-clock.ts';
import type { HostProbe } from './probe-hosts.ts';

/** What to do about each way in which a host is not reached. */
const remedies: Readonly<Record<TransportFailure, string>> = {
  dns: 'Correct the name in the configuration, or let the resolver of this machine know it. Where only a proxy resolves names, set `proxy.url`.',
  connect: 'Let the firewall pass connections to it, or set `proxy.url`.',
  proxy:
    'Let the proxy pass it (CONNECT to its port), check `proxy.credentialsFile`, or name the host in `proxy.except`.',
  tls: 'See who answers in its place. A proxy that looks into TLS needs `proxy.caFile`; for trying out there is `cloud.caFile`. TLS 1.2 is the least.',
  timeout: 'Let the firewall pass connections to it, which drops them now, or set `proxy.url`.',
  reset: 'See what ends connections in between: a firewall or a proxy that inspects them.',
  protocol: 'See who answers in its place: it does not speak HTTP as it should, or https was expected.',
  too_large: 'See who answers in its place.',
};

/** One check for each host. */
export function checkHosts(probes: readonly HostProbe[]): readonly Check[] {
  return probes.map(({ what, origin, outcome }) => {
    const subject = `${what} ${origin}`;
    if (outcome.kind === 'failed') {
      const { failure, message } = outcome;
      return failed('network.host', subject, `${failure}: ${message}`, remedies[failure]);
    }
    const { status } = outcome;
    return status >= 500
      ? warned(
          'network.host',
          subject,
          `It answers with ${status}.`,
          'It is in trouble itself: try again later.',
        )
      : passed('network.host', subject, `It answers (${status}).`);
  });
}

/**
 * One check of our clock: one host that is wrong does not make it wrong. Where the configuration names none that answers, nobody said.
 */
export function checkClock(probes: readonly HostProbe[]): Check {
  const said = probes.flatMap(({ outcome }) =>
    outcome.kind === 'answered' && outcome.aheadMs !== undefined ? [outcome.aheadMs] : [],
  );
  const subject = 'this machine';
  if (said.length === 0) {
    return notSeen(
      'network.clock',
      subject,
      'No host said what time it is.',
      'See to it that a host is reached.',
    );
  }
  return judgeDifference('network.clock', subject, middleOf(said), `${said.length} hosts`);
}

/** @param differenceMs + where the other clock is before ours */
export function judgeDifference(
  id: 'network.clock' | 'broker.clock',
  subject: string,
  differenceMs: number,
  other: string,
): Check {
  const seconds = Math.round(Math.abs(differenceMs) / 1000);
  const found = `It is ${seconds} s ${differenceMs > 0 ? 'behind' : 'before'} ${other}.`;
  const health = judgeClock(differenceMs);
  if (health === 'wrong') return failed(id, subject, found);
  if (health === 'warning') return warned(id, subject, found);
  return passed(id, subject, seconds === 0 ? `It agrees with ${other}.` : found);
}

/** By which way Microsoft is reached. @param named the variables of a proxy that the environment has; never their values */
export function checkProxy(
  configured: { readonly url: string; readonly except: readonly string[] } | undefined,
  named: readonly string[],
): Check {
  if (configured !== undefined) {
    const { except } = configured;
    const without = except.length === 0 ? '' : `, except for ${except.join(', ')}`;
    return passed('network.proxy', configured.url, `By this proxy, as the configuration says${without}.`);
  }
  const direct = 'Directly: the configuration names no proxy.';
  return named.length === 0
    ? passed('network.proxy', 'none', direct)
    : warned(
        'network.proxy',
        'none',
        `${direct} The environment does, and is not asked: ${named.join(', ')}.`,
      );
}

function middleOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
