import { type Check, failed, notRead, notSeen, passed, warned } from './check.ts';
import type { BrokerFacts, CredentialState } from './broker-facts.ts';
import { judgeDifference } from './network-checks.ts';
import { checkRegistration } from './registration-checks.ts';

const soonMs = 30 * 24 * 60 * 60 * 1000;
const us = 'the broker';

/** What a broker says of itself and of the application, as of all partners. Pure. @param now epoch milliseconds */
export function checkBroker(facts: BrokerFacts, now: number): readonly Check[] {
  return [
    checkStore(facts),
    checkBrokerClock(facts),
    checkSigningKeys(facts),
    checkVault(facts),
    ...checkCredentials(facts, now),
    checkCredentialFiles(facts),
    ...checkRegistration(facts),
  ];
}

function checkStore({ troubles }: BrokerFacts): Check {
  const [first] = troubles;
  if (first === undefined) return passed('broker.store', us, 'Database, audit and policies are there.');
  const found = `It is not ready: ${troubles.map(({ part, code }) => `${part} (${code})`).join(', ')}.`;
  return failed('broker.store', us, found, first.remedy);
}

function checkBrokerClock({ clockDifferenceMs }: BrokerFacts): Check {
  if (clockDifferenceMs !== undefined)
    return judgeDifference('broker.clock', us, clockDifferenceMs, 'the identity provider');
  return notSeen(
    'broker.clock',
    us,
    'The identity provider has not said yet what time it is.',
    'See why the broker does not reach it: `network.host`, and its log.',
  );
}

function checkSigningKeys({ hasSigningKeys }: BrokerFacts): Check {
  return hasSigningKeys
    ? passed('broker.signing-keys', us, 'They are there.')
    : failed('broker.signing-keys', us, 'There are none, or they are a day old.');
}

function checkVault({ vault }: BrokerFacts): Check {
  if (vault.outcome === 'unreadable') {
    const { code, remedy } = vault;
    // That it took too long is no refusal.
    if (!code.startsWith('vault_')) return notRead('broker.vault', us, vault);
    return failed('broker.vault', us, `It cannot be used: ${code}.`, remedy);
  }
  const { into, configured, outOfReach, waiting } = vault.value;
  const good = `New refresh tokens go into: ${into}. Configured: ${configured.join(', ')}.`;
  if (outOfReach > 0) {
    return warned(
      'broker.vault',
      us,
      `${good} ${outOfReach} grants have theirs in a vault that is not configured any more.`,
      'Configure it again, and move them: consentry vault move.',
    );
  }
  if (waiting === 0) return passed('broker.vault', us, good);
  const found = `${good} ${waiting} refresh tokens wait in memory to be stored.`;
  return warned('broker.vault', us, found, 'See in the log of the broker what keeps them from being stored.');
}

function checkCredentials(facts: BrokerFacts, now: number): readonly Check[] {
  const { credentials } = facts;
  const isGood = ({ isRefused, expiresAt }: CredentialState): boolean =>
    !isRefused && (expiresAt === undefined || expiresAt > now);
  return credentials.map((one) => {
    const hasOther = credentials.some((other) => other !== one && isGood(other));
    return checkCredential(one, { hasOther, asked: facts.credentialsAsked, now });
  });
}

function checkCredential(
  { name, kind, expiresAt, isRefused, isAccepted }: CredentialState,
  {
    hasOther,
    asked,
    now,
  }: { readonly hasOther: boolean; readonly asked: BrokerFacts['credentialsAsked']; readonly now: number },
): Check {
  const id = 'application.credential';
  const end = expiresAt === undefined ? undefined : new Date(expiresAt).toISOString();
  const bad = (found: string): Check =>
    hasOther ? warned(id, name, `${found} Another one serves.`) : failed(id, name, found);
  if (expiresAt !== undefined && expiresAt <= now) return bad(`This ${kind} ended at ${end}.`);
  if (isRefused)
    return bad(`Microsoft refuses this ${kind}${end === undefined ? '' : `, which ends at ${end}`}.`);
  if (expiresAt !== undefined && expiresAt - now <= soonMs) {
    const days = Math.floor((expiresAt - now) / 86_400_000);
    return warned(id, name, `This ${kind} ends in ${days} days, at ${end}.`);
  }
  if (!isAccepted) {
    return asked.outcome === 'unreadable'
      ? notRead(id, name, asked)
      : notSeen(
          id,
          name,
          `Microsoft did not say whether it takes this ${kind}.`,
          'See the log of the broker.',
        );
  }
  if (end !== undefined) return passed(id, name, `Microsoft takes this ${kind}, which ends at ${end}.`);
  return warned(
    id,
    name,
    `Microsoft takes this ${kind}; when it ends, nobody said.`,
    'Set `application.secretExpiresAt`: the end of a secret stands in the portal where it was made, and nowhere in the secret.',
  );
}

function checkCredentialFiles({ credentialProblems }: BrokerFacts): Check {
  const id = 'application.credential-files';
  const [first] = credentialProblems;
  if (first === undefined) return passed(id, us, 'It uses what they hold.');
  const found = credentialProblems.map(({ name, problem }) => `${name} ${problem}`).join('; ');
  return failed(id, us, `${found}.`, first.remedy);
}
