import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { cloudNote, type InvitationPageInput } from './invitation-page.ts';
import { layout } from './layout.ts';
import { button, facts, list, name } from './parts.ts';
import { permissionList } from './permission-list.ts';
import type { Words } from './words/words.ts';

/** What a person reads before a test of their account: what is looked at, and that nothing of the sign-in is kept. */
export function testInvitationPage(
  words: Words,
  { invitation, application, cloud, startPath }: Omit<InvitationPageInput, 'vault'>,
): Html {
  const w = words.accountTest;
  const common = words.invitation;
  const content = html`<h1>${w.title}</h1>
<p class="lead">${w.intro}</p>
${cloudNote(words, cloud)}
<h2>${common.whoAsksHeading}</h2>
${facts([
  [common.application, application.name],
  [common.applicationId, name(application.id)],
  [common.tenant, name(invitation.partner)],
  [common.account, invitation.account],
  [common.signInAt, name(new URL(cloud.loginBaseUrl).host)],
  [common.expires, formatInstant(words, invitation.expiresAt)],
])}
<h2>${w.howHeading}</h2>
<ol>${w.how.map((step) => html`<li>${step}</li>`)}</ol>
<h2>${w.permissionsHeading}</h2>
${permissionList(words, 'partner-center', testPermissions)}
<h2>${common.keptHeading}</h2>
${list(w.kept)}
<h2>${common.takeBackHeading}</h2>
<p>${w.takeBack}</p>
${button(words.language, startPath, w.button)}`;
  return layout(words, { title: w.title, content, again: '' });
}

/** As `connect`, once: nothing goes on without the person. */
const testPermissions = ['user_impersonation', 'openid', 'profile'];
