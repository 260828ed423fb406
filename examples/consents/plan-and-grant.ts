import { readFile } from 'node:fs/promises';
import { createRemote, Secret } from '@consentry/core/remote';

const {
  BROKER = 'http://127.0.0.1:44396',
  OPERATOR_KEY_FILE = '',
  PARTNER = '',
  CUSTOMER = '',
} = process.env;
const key = (await readFile(OPERATOR_KEY_FILE, 'utf8')).split('\n').find((line) => /^[^#]/.test(line)) ?? '';
const broker = createRemote({
  baseUrl: BROKER,
  key: Secret.of(key),
  send: (request) => fetch(request),
  deadlineMs: 240_000, // a grant waits until tokens show it
});

const params = { partner: PARTNER, customer: CUSTOMER };
const body = { grants: [{ resource: 'graph', scopes: ['User.Read.All', 'Directory.Read.All'] }] };
const plan = await broker.call('planCustomerConsents', { params, body });
for (const { resource, missing } of plan.grants)
  process.stdout.write(`${resource} lacks: ${missing.join(' ') || 'nothing'}\n`);

const { grants } = await broker.call('grantCustomerConsents', { params, body }); // safe to do again
for (const { resource, outcome, failure } of grants)
  process.stdout.write(`${resource}: ${outcome}${failure === undefined ? '' : `, ${failure.remedy}`}\n`);
