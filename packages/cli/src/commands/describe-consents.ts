import type { AnswerOf } from '@consentry/core/contract';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

type Plan = AnswerOf<'planCustomerConsents'>;
type Granted = AnswerOf<'grantCustomerConsents'>;
type Withdrawn = AnswerOf<'withdrawCustomerConsents'>;
type Listed = AnswerOf<'listCustomerConsents'>;

const states: Readonly<Record<Plan['grants'][number]['state'], string>> = {
  present: 'all there',
  missing: 'to be granted',
  unknown: 'not known yet',
  resource_missing: 'the tenant does not have this API: skipped',
  not_wanted: 'not in the list: stays',
};

/** How it is known what stands, where not all of it is. */
const knowledge: Readonly<Record<Plan['knownBy'], string | undefined>> = {
  graph: undefined,
  tokens:
    'The application may not read the directory there: what is known is what tokens carry. Directory.Read.All of Graph would show the rest.',
  nothing: 'Nothing is consented to yet, as far as it can be told.',
};

export function describePlan({ knownBy, grants }: Plan): string {
  const rows = grants.map(({ resource, state, present, missing, extra }) => [
    resource,
    states[state],
    missing.join(' ') || '–',
    present.join(' ') || '–',
    extra.join(' ') || '–',
  ]);
  return lines(table(['API', 'state', 'missing', 'there', 'there and not wanted'], rows), knowledge[knownBy]);
}

const outcomes: Readonly<Record<Granted['grants'][number]['outcome'], string>> = {
  proved: 'proved by a token',
  granted: 'granted, not seen yet',
  skipped: 'skipped',
  failed: 'failed',
};

const deeds: Readonly<Record<Granted['grants'][number]['did'], string>> = {
  created: 'consented',
  existed: 'was there',
  extended: 'added to',
  nothing: 'nothing to do',
};

export function describeGranted({ grants }: Granted): string {
  const rows = grants.map(({ resource, scopes, did, outcome }) => [
    resource,
    outcome === 'failed' || outcome === 'skipped' ? '–' : deeds[did],
    outcomes[outcome],
    scopes.join(' '),
  ]);
  const failures = grants.flatMap(({ resource, failure }) =>
    failure === undefined ? [] : [describeFailure(resource, failure)],
  );
  return lines(table(['API', 'done', 'outcome', 'permissions'], rows), ...failures);
}

export function describeListed({ consents, knownBy }: Listed): string {
  if (consents.length === 0) return knowledge.nothing ?? '';
  const rows = consents.map(({ resource, appId, scopes }) => [resource, appId, scopes.join(' ')]);
  return lines(table(['API', 'application id', 'permissions'], rows), knowledge[knownBy]);
}

export function describeWithdrawn({ did, outcome, consents, failure }: Withdrawn): string {
  const stood = consents.map(({ resource, scopes }) => `${plain(resource)}: ${plain(scopes.join(' '))}`);
  return lines(
    did === 'withdrawn' ? 'The consent is withdrawn.' : 'There was no consent.',
    ...stood.map((text) => `  ${text}`),
    outcome === 'proved' ? 'No token of this tenant is given any more.' : undefined,
    failure === undefined ? undefined : describeFailure('tokens', failure),
  );
}

function describeFailure(
  what: string,
  { code, message, remedy, actor }: { code: string; message: string; remedy: string; actor: string },
): string {
  return `${plain(what)}: ${plain(message)}\n  To do (${plain(actor)}): ${plain(remedy)}\n  Code: ${plain(code)}`;
}

function lines(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).join('\n');
}
