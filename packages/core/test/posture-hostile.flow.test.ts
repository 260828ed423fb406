import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileNames, hostileReport, hostileTexts } from './a-hostile-world.ts';

test('names of a tenant reach the report as they are, whatever is in them, and no remedy holds one', async () => {
  const { organization, findings, unread } = await hostileReport();
  assert.deepEqual(
    unread.map(({ source }) => source),
    ['remembered-devices'],
  );
  const factsOf = (id: string, fact: string): readonly unknown[] =>
    findings.filter((finding) => finding.id === id).map(({ evidence }) => evidence.facts[fact]);
  const examplesOf = (id: string): readonly string[] =>
    findings.filter((finding) => finding.id === id).flatMap(({ evidence }) => evidence.examples);
  const sorted = (texts: readonly unknown[]): readonly string[] => texts.map(String).toSorted();
  assert.equal(organization?.name, hostileNames.organization);
  assert.deepEqual(sorted(factsOf('policy_excludes_users', 'policy')), sorted(hostileNames.policies));
  assert.deepEqual(sorted(examplesOf('policy_excludes_users')), sorted(hostileNames.accounts));
  assert.deepEqual(sorted(factsOf('policy_trusted_location', 'locations')), sorted(hostileNames.locations));
  const applications = factsOf('application_calls_without_mfa', 'application');
  assert.deepEqual(sorted(applications), sorted(hostileNames.applications));
  assert.deepEqual(
    sorted(factsOf('application_signs_in_with_password', 'application')),
    sorted(applications),
  );
  assert.deepEqual(sorted(examplesOf('grant_not_mfa_compliant')), sorted(hostileNames.grantHolders));
  const domains = findings.filter(({ id }) => id === 'federation_mfa_not_seen').map(({ subject }) => subject);
  assert.deepEqual(sorted(domains), sorted(hostileNames.domains));
  // Titles and remedies are ours alone: whoever shows them may make links and commands of them.
  const own = JSON.stringify(findings.map(({ title, remedy, owner, id }) => [title, remedy, owner, id]));
  for (const text of hostileTexts) assert.ok(!own.includes(JSON.stringify(text).slice(1, -1)), text);
});
