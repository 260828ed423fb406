import { isConsentryError } from '@consentry/core';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Html } from '../../http/answer.ts';
import { inputField, type Problems, problemSummary } from '../frame/fields.ts';
import { actForm, notice } from '../frame/pieces.ts';
import { refusalNotice } from '../frame/refusal.ts';
import { words } from '../frame/text.ts';
import { act, type Act, type Sheet, type Visit } from '../place.ts';
import { keySheet } from './caller-key-sheet.ts';
import { endOfDay, inDays } from './days.ts';
import { identityFields, type IdentityFields, identityForm, readIdentity } from './identity-form.ts';
import { type PolicyFields, policyFields, policyForm, readPolicy, toFields } from './policy-form.ts';

const dangerous = { least: 'admin', isDangerous: true } as const;
const nothing = z.strictObject({});

const changePolicy = act({
  ...dangerous,
  path: '/callers/{id}/policy',
  form: z.strictObject(policyFields),
  done: 'The policy was changed. It holds from the next request on.',
  async confirm(visit) {
    const { policy } = await getCaller(visit);
    return policySheet(visit, toFields(policy), {});
  },
  async carryOut(visit, fields) {
    const read = readPolicy(fields);
    if ('problems' in read) return policySheet(visit, fields, read.problems);
    await visit.ask('changePolicy', { params: { id: idOf(visit) }, body: read.policy });
    return { to: `/callers/${idOf(visit)}` };
  },
});

const addKey = act({
  ...dangerous,
  path: '/callers/{id}/add-key',
  form: z.strictObject({ expiresOn: z.string().max(20).optional() }),
  done: 'A key was made.',
  async confirm(visit) {
    await getCaller(visit);
    return keyForm(visit, inDays(90, visit.now), {});
  },
  async carryOut(visit, { expiresOn }) {
    const expiresAt = endOfDay(expiresOn, visit.now);
    if (expiresAt === 'wrong')
      return keyForm(visit, expiresOn, {
        expiresOn: 'The key ends: choose a day that is still to come, or none.',
      });
    const body = expiresAt === undefined ? {} : { expiresAt };
    const { key } = await visit.ask('addCallerKey', { params: { id: idOf(visit) }, body });
    return keySheet(await getCaller(visit), key, expiresAt);
  },
});

const addIdentity = act({
  ...dangerous,
  path: '/callers/{id}/add-identity',
  form: z.strictObject(identityFields),
  done: 'The identity was added. Its tokens are taken from now on.',
  async confirm(visit) {
    await getCaller(visit);
    return identitySheet(visit, {}, {});
  },
  async carryOut(visit, fields) {
    const read = readIdentity(fields);
    if ('problems' in read) return identitySheet(visit, fields, read.problems);
    try {
      await visit.ask('addCallerIdentity', { params: { id: idOf(visit) }, body: read.identity });
    } catch (error) {
      if (!isConsentryError(error)) throw error;
      return identitySheet(visit, fields, {}, refusalNotice(error));
    }
    return { to: `/callers/${idOf(visit)}` };
  },
});

const removeKey = act({
  ...dangerous,
  path: '/callers/{id}/keys/{keyId}/remove',
  form: nothing,
  done: 'The key was removed.',
  confirm: (visit) =>
    removal(
      visit,
      'Remove a key',
      `keys/${part(visit, 'keyId')}/remove`,
      html`<p>The key <code>${words(visit.params['keyId'] ?? '')}</code> stops working at once. Requests with it are refused.</p>`,
    ),
  async carryOut(visit) {
    const keyId = visit.params['keyId'] ?? '';
    await visit.ask('removeCallerKey', { params: { id: idOf(visit), keyId } });
    return { to: `/callers/${idOf(visit)}` };
  },
});

const removeIdentity = act({
  ...dangerous,
  path: '/callers/{id}/identities/{identityId}/remove',
  form: nothing,
  done: 'The identity was removed.',
  confirm: (visit) =>
    removal(
      visit,
      'Remove an identity',
      `identities/${part(visit, 'identityId')}/remove`,
      html`<p>Tokens of the identity <code>${words(visit.params['identityId'] ?? '')}</code> are refused at once.</p>`,
    ),
  async carryOut(visit) {
    const identityId = visit.params['identityId'] ?? '';
    await visit.ask('removeCallerIdentity', { params: { id: idOf(visit), identityId } });
    return { to: `/callers/${idOf(visit)}` };
  },
});

const removeCaller = act({
  ...dangerous,
  path: '/callers/{id}/remove',
  form: nothing,
  done: 'The caller was removed.',
  confirm: (visit) =>
    removal(
      visit,
      'Remove a caller',
      'remove',
      html`<p>All its keys and tokens stop working at once. Access tokens that it has already got live on until they end, an hour or a little more at most. It cannot be put back; its records stay in the audit.</p>`,
    ),
  async carryOut(visit) {
    await visit.ask('removeCaller', { params: { id: idOf(visit) } });
    return { to: '/callers' };
  },
});

const idOf = ({ params }: Visit): string => params['id'] ?? '';

const part = ({ params }: Visit, name: string): string => encodeURIComponent(params[name] ?? '');

const getCaller = (visit: Visit) => visit.ask('getCaller', { params: { id: idOf(visit) } });

const trailOf = (id: string, name = 'The caller') => [
  { title: 'Callers', path: '/callers' },
  { title: name, path: `/callers/${id}` },
];

/** @param last of the path, below the caller */
async function removal(visit: Visit, title: string, last: string, what: Html): Promise<Sheet> {
  const { id, name } = await getCaller(visit);
  return {
    title: `${title}: ${words(name)}`,
    section: 'callers',
    trail: trailOf(id, name),
    content: html`${notice(what, 'warn')}
<div class="acts">${actForm(`/callers/${id}/${last}`, visit.formField, title, 'danger')}<a class="button quiet" href="/dashboard/callers/${id}">Cancel</a></div>`,
  };
}

function policySheet(visit: Visit, fields: PolicyFields, problems: Problems): Sheet {
  const what =
    'From the next request on the caller may have what stands here, and nothing else. Access tokens that it has already got live on until they end.';
  return formSheet(
    visit,
    'Change the policy',
    'policy',
    html`${problemSummary(problems)}${notice(html`<p>${what}</p>`, 'warn')}`,
    policyForm(fields, problems),
  );
}

function keyForm(visit: Visit, expiresOn: string | undefined, problems: Problems): Sheet {
  const what =
    'The new key is shown once, on the next page, and works at once beside the old one. Give it to the program, then remove the old one.';
  return formSheet(
    visit,
    'Make a key',
    'add-key',
    html`${problemSummary(problems)}${notice(html`<p>${what}</p>`, 'warn')}`,
    inputField({
      name: 'expiresOn',
      label: 'The key ends',
      hint: 'At the end of this day, UTC. Empty: it works until it is removed.',
      type: 'date',
      value: expiresOn,
      problem: problems['expiresOn'],
    }),
  );
}

function identitySheet(
  visit: Visit,
  fields: IdentityFields,
  problems: Problems,
  refusal: Html = html``,
): Sheet {
  const what =
    'Whoever has a token of this issuer with these claims may do what the policy of the caller says, at once. Its keys go on working.';
  return formSheet(
    visit,
    'Add an identity',
    'add-identity',
    html`${problemSummary(problems)}${refusal}${notice(html`<p>${what}</p>`, 'warn')}`,
    identityForm(fields, problems),
  );
}

function formSheet(visit: Visit, title: string, last: string, above: Html, fields: Html): Sheet {
  const id = part(visit, 'id');
  return {
    title,
    section: 'callers',
    trail: trailOf(id),
    content: html`${above}<form class="fields" method="post" action="/dashboard/callers/${id}/${last}">${visit.formField}${fields}
<p class="acts"><button>${title}</button> <a class="button quiet" href="/dashboard/callers/${id}">Cancel</a></p></form>`,
  };
}

export const callerActs: readonly Act[] = [
  changePolicy,
  addKey,
  addIdentity,
  removeKey,
  removeIdentity,
  removeCaller,
];
