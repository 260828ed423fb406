// What the application lacks at a customer, and then the consent for it, proved by a token. KEY_FILE is the operator's.
import { readFile } from 'node:fs/promises';
import { broker, partner } from './connect.ts';

const { CUSTOMER: customer = '', PERMISSIONS = 'permissions.json' } = process.env;
const body = JSON.parse(await readFile(PERMISSIONS, 'utf8')); // { grants: [{ resource: 'graph', scopes: ['User.Read.All'] }] }
const params = { partner, customer };

const plan = await broker.call('planCustomerConsents', { params, body });
for (const { resource, missing } of plan.grants)
  console.log(`${resource} lacks: ${missing.join(' ') || 'nothing'}`);

const done = await broker.call('grantCustomerConsents', { params, body }); // safe to do again
for (const { resource, outcome, failure } of done.grants)
  console.log(`${resource}: ${failure?.remedy ?? outcome}`);
