import {
  type Cloud,
  type Invitation,
  isReseller,
  resellerPermissions,
  type VaultName,
} from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { layout } from './layout.ts';
import { button, facts, list, name } from './parts.ts';
import { permissionList } from './permission-list.ts';
import type { Words } from './words/words.ts';

/** Who asks whom, and where. */
export interface InvitationPageInput {
  readonly invitation: Invitation;
  readonly application: { readonly id: string; readonly name: string };
  readonly cloud: Cloud;
  /** Where a refresh token would be kept. */
  readonly vault: VaultName;
  /** Where the button's form goes: a path on this host. */
  readonly startPath: string;
}

/** What a person reads before pressing the button: who asks for what, and what will be kept. */
export function invitationPage(words: Words, input: InvitationPageInput): Html {
  const { invitation, application, cloud } = input;
  const w = words.invitation;
  const connects = invitation.kind === 'connect';
  const said = isReseller(invitation) ? w.reseller : w;
  const partner = invitation.partnerName ?? invitation.partner;
  const title = (connects ? w.connectTitle : w.approveTitle)(application.name);
  const content = html`<h1>${title}</h1>
<p class="lead">${(connects ? said.connectIntro : said.approveIntro)(application.name, partner)}</p>
${cloudNote(words, cloud)}
<h2>${w.whoAsksHeading}</h2>
${facts([
  [w.application, application.name],
  [w.applicationId, name(application.id)],
  [w.organisation, partner],
  [w.tenant, name(invitation.partner)],
  [w.account, invitation.account],
  [w.signInAt, name(new URL(cloud.loginBaseUrl).host)],
  [w.expires, formatInstant(words, invitation.expiresAt)],
])}
<h2>${w.permissionsHeading}</h2>
${permissionsOf(words, invitation)}
<h2>${w.keptHeading}</h2>
${list(connects ? [w.keptIn[input.vault], ...w.connectKept] : w.approveKept)}
<h2>${w.whoHeading}</h2>
<p>${connects ? said.connectWho : said.approveWho}</p>
<div class="note"><h2>${w.mfaHeading}</h2><p>${said.mfa}</p></div>
<h2>${w.takeBackHeading}</h2>
${connects ? html`<p>${w.takeBackByLink}</p>` : ''}
<p>${w.takeBack}</p>
${button(words.language, input.startPath, connects ? w.connectButton : w.approveButton)}`;
  return layout(words, { title, content, again: '' });
}

/** Says of a cloud that was declared by configuration that it is not Microsoft's own. */
export function cloudNote({ invitation: w }: Words, cloud: Cloud): Html | '' {
  return cloud.builtIn ? '' : html`<p class="note">${w.cloudNotBuiltIn(cloud.name)}</p>`;
}

function permissionsOf(words: Words, invitation: Invitation): Html {
  const w = words.invitation;
  if (isReseller(invitation)) {
    return html`<p>${w.reseller.permissionsIntro}</p>
${permissionList(words, 'graph', resellerPermissions)}
<p>${w.reseller.notAsked}</p>
<p>${w.reseller.until}</p>`;
  }
  if (invitation.kind === 'approve') return list(w.approvePermissions);
  return permissionList(words, 'partner-center', connectPermissions, w.connectAlso);
}

/** As they are asked for; see `connectScopes`. */
const connectPermissions = ['user_impersonation', 'openid', 'profile', 'offline_access'];
