import { type Cloud, type Invitation, isReseller, resellerPermissions } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { layout } from './layout.ts';
import type { Words } from './words/words.ts';

export interface InvitationPageInput {
  readonly invitation: Invitation;
  readonly application: { readonly id: string; readonly name: string };
  readonly cloud: Cloud;
  /** Where the button's form goes: a path on this host. */
  readonly startPath: string;
}

/** What a person reads before pressing the button: who asks for what, and what will be kept. */
export function invitationPage(words: Words, input: InvitationPageInput): Html {
  const { invitation, application, cloud } = input;
  const w = words.invitation;
  const connects = invitation.kind === 'connect';
  const reads = isReseller(invitation);
  const said = reads ? w.reseller : w;
  const partner = invitation.partnerName ?? invitation.partner;
  const title = (connects ? w.connectTitle : w.approveTitle)(application.name);
  return layout(
    words,
    title,
    html`<h1>${title}</h1>
<p>${(connects ? said.connectIntro : said.approveIntro)(application.name, partner)}</p>
${cloud.builtIn ? '' : html`<p class="note">${w.cloudNotBuiltIn(cloud.name)}</p>`}
<dl>
<dt>${w.application}</dt><dd>${application.name}</dd>
<dt>${w.applicationId}</dt><dd><code>${application.id}</code></dd>
<dt>${w.organisation}</dt><dd>${partner}</dd>
<dt>${w.tenant}</dt><dd><code>${invitation.partner}</code></dd>
${invitation.account === undefined ? '' : html`<dt>${w.account}</dt><dd>${invitation.account}</dd>`}
<dt>${w.signInAt}</dt><dd><code>${new URL(cloud.loginBaseUrl).host}</code></dd>
<dt>${w.expires}</dt><dd>${formatInstant(words, invitation.expiresAt)}</dd>
</dl>
<h2>${w.permissionsHeading}</h2>
${reads ? resellerList(words) : list(connects ? w.connectPermissions : w.approvePermissions)}
<h2>${w.keptHeading}</h2>
${list(connects ? w.connectKept : w.approveKept)}
<h2>${w.whoHeading}</h2>
<p>${connects ? said.connectWho : said.approveWho}</p>
<div class="note"><h2>${w.mfaHeading}</h2><p>${said.mfa}</p></div>
<h2>${w.takeBackHeading}</h2>
<p>${w.takeBack}</p>
<form method="post" action="${input.startPath}"><button>${connects ? w.connectButton : w.approveButton}</button></form>`,
  );
}

/** Each permission in plain words, with the name that Microsoft’s own page shows. */
function resellerList({ invitation: { reseller: w } }: Words): Html {
  const items = resellerPermissions.map(
    (name) => html`<li>${w.permissions[name]} (<code>${name}</code>)</li>`,
  );
  return html`<p>${w.permissionsIntro}</p>
<ul>${items}</ul>
<p>${w.notAsked}</p>
<p>${w.until}</p>`;
}

/** A bullet list of sentences. */
export function list(items: readonly string[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}
