import { createPerson, signIn } from '@consentry/sandbox/person';
import { account, report, setting } from './person.ts';

// The service account of partner one opens an invitation, signs in and consents.
const person = createPerson({ send: (request) => fetch(request) });
const page = await signIn(person, await person.submit(await person.open(setting('INVITATION'))), account);
report({ status: page.status });
