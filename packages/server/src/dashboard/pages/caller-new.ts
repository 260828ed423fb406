import { isConsentryError } from '@consentry/core';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Html } from '../../http/answer.ts';
import { inputField, type Problems, problemSummary } from '../frame/fields.ts';
import { notice } from '../frame/pieces.ts';
import { refusalNotice } from '../frame/refusal.ts';
import { act, type Act, type Sheet, type Visit } from '../place.ts';
import { keySheet } from './caller-key-sheet.ts';
import { type PolicyFields, policyFields, policyForm, readPolicy, smallestPolicy } from './policy-form.ts';
import { identityFields, type IdentityFields, identityForm, readIdentity } from './identity-form.ts';
import { endOfDay, inDays } from './days.ts';

const trail = [{ title: 'Callers', path: '/callers' }];
const nameField = z.string().max(200).optional();

/** What the form of either kind holds. */
type Fields = PolicyFields &
  IdentityFields & { readonly name?: string | undefined; readonly expiresOn?: string | undefined };

const addCaller = act({
  path: '/add-caller',
  least: 'admin',
  isDangerous: true,
  form: z.strictObject({ name: nameField, expiresOn: z.string().max(20).optional(), ...policyFields }),
  done: 'The caller was added.',
  confirm: async (visit) => keyForm(visit, { ...smallestPolicy, expiresOn: inDays(90, visit.now) }, {}),
  async carryOut(visit, fields) {
    const read = readPolicy(fields);
    const expiresAt = endOfDay(fields.expiresOn, visit.now);
    const problems = {
      ...nameProblem(fields.name),
      ...('problems' in read ? read.problems : {}),
      ...(expiresAt === 'wrong' && {
        expiresOn: 'The key ends: choose a day that is still to come, or none.',
      }),
    };
    if ('problems' in read || expiresAt === 'wrong' || Object.keys(problems).length > 0)
      return keyForm(visit, fields, problems);
    return orAgain(
      async () => {
        const { key, ...caller } = await visit.ask('addCaller', {
          body: {
            name: fields.name ?? '',
            policy: read.policy,
            ...(expiresAt !== undefined && { expiresAt }),
          },
        });
        return keySheet(caller, key, expiresAt);
      },
      (refusal) => keyForm(visit, fields, {}, refusal),
    );
  },
});

const addKeylessCaller = act({
  path: '/add-keyless-caller',
  least: 'admin',
  isDangerous: true,
  form: z.strictObject({ name: nameField, ...policyFields, ...identityFields }),
  done: 'The caller was added. It proves itself by the tokens of its platform.',
  confirm: async (visit) => keylessForm(visit, smallestPolicy, {}),
  async carryOut(visit, fields) {
    const [read, identity] = [readPolicy(fields), readIdentity(fields)];
    const problems = {
      ...nameProblem(fields.name),
      ...('problems' in identity ? identity.problems : {}),
      ...('problems' in read ? read.problems : {}),
    };
    if ('problems' in read || 'problems' in identity || Object.keys(problems).length > 0)
      return keylessForm(visit, fields, problems);
    return orAgain(
      async () => {
        const { id } = await visit.ask('addKeylessCaller', {
          body: { name: fields.name ?? '', policy: read.policy, identity: identity.identity },
        });
        return { to: `/callers/${id}` };
      },
      (refusal) => keylessForm(visit, fields, {}, refusal),
    );
  },
});

/** What is refused leaves the form as it was filled in. */
async function orAgain<T>(work: () => Promise<T>, again: (refusal: Html) => Sheet): Promise<T | Sheet> {
  try {
    return await work();
  } catch (error) {
    if (isConsentryError(error)) return again(refusalNotice(error));
    throw error;
  }
}

function nameProblem(name = ''): Problems {
  return name.trim() === '' || name.length > 120 ? { name: 'Name: write 1 to 120 characters.' } : {};
}

function nameInput({ name }: Fields, problems: Problems): Html {
  return inputField({
    name: 'name',
    label: 'Name',
    hint: 'By which people recognise the program.',
    value: name,
    problem: problems['name'],
  });
}

function keyForm(visit: Visit, fields: Fields, problems: Problems, refusal: Html = html``): Sheet {
  return formSheet('Add a caller', '/add-caller', visit, {
    above: html`${problemSummary(problems)}${refusal}`,
    what: 'A program gets a key by which it asks for tokens. The key is shown once, on the next page, and works at once.',
    fields: html`${nameInput(fields, problems)}${policyForm(fields, problems)}
${inputField({ name: 'expiresOn', label: 'The key ends', hint: 'At the end of this day, UTC. Empty: it works until it is removed.', type: 'date', value: fields.expiresOn, problem: problems['expiresOn'] })}`,
  });
}

function keylessForm(visit: Visit, fields: Fields, problems: Problems, refusal: Html = html``): Sheet {
  return formSheet('Add a caller without a key', '/add-keyless-caller', visit, {
    above: html`${problemSummary(problems)}${refusal}`,
    what: 'A program proves itself by the signed tokens that its platform gives it: there is no key that can leak. Whoever has such a token may do what the policy says, at once.',
    fields: html`${nameInput(fields, problems)}${identityForm(fields, problems)}${policyForm(fields, problems)}`,
  });
}

function formSheet(
  title: string,
  path: string,
  { formField }: Visit,
  { above, what, fields }: { readonly above: Html; readonly what: string; readonly fields: Html },
): Sheet {
  return {
    title,
    section: 'callers',
    trail,
    content: html`${above}${notice(html`<p>${what}</p>`)}
<form class="fields" method="post" action="/dashboard${path}">${formField}${fields}
<p class="acts"><button>${title}</button> <a class="button quiet" href="/dashboard/callers">Cancel</a></p></form>`,
  };
}

export const newCallerActs: readonly Act[] = [addCaller, addKeylessCaller];
