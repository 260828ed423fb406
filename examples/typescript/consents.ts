// What the application lacks at a customer, and then the consent for it, proved by a token. KEY_FILE is the operator's.
import { readFile } from 'node:fs/promises';
import type { RequestOf } from '@consentry/core/contract';
import { broker, partner } from './connect.ts';

const { CUSTOMER: customer = '', PERMISSIONS = 'permissions.json' } = process.env;
const file = await readFile(PERMISSIONS, 'utf8');
const body = JSON.parse(file) as RequestOf<'planCustomerConsents'>['body']; // the broker checks it
const params = { partner, customer };

const plan = await broker.call('planCustomerConsents', { params, body });
for (const { resource, missing } of plan.grants)
  console.log(`${resource} lacks: ${missing.join(' ') || 'nothing'}`);

const done = await broker.call('grantCustomerConsents', { params, body }); // safe to do again
for (const { resource, outcome, failure } of done.grants)
  console.log(`${resource}: ${failure?.remedy ?? outcome}`);
