import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { plainLayout } from '../frame/layout.ts';
import type { Sheet } from '../place.ts';
import type { Role } from '../signed-in.ts';

/** Where nobody is signed in. @param to the page that was asked for */
export function signInPage(hasAccounts: boolean, to: string): Html {
  return hasAccounts
    ? plainLayout(
        'Sign in',
        html`<p>Use your account. You are asked for MFA.</p>${accountForm(to, false, 'Sign in with Microsoft')}`,
      )
    : plainLayout('Sign in', linkAdvice());
}

function accountForm(to: string, isAgain: boolean, button: string): Html {
  return html`<form method="post" action="/dashboard/sign-in"><input type="hidden" name="to" value="${to}">${isAgain ? html`<input type="hidden" name="again" value="1">` : ''}<p class="acts"><button>${button}</button></p></form>`;
}

function linkAdvice(): Html {
  return html`<p>On the machine of the broker, run:</p>
<pre>npx consentry dashboard</pre>
<p>It prints a link that signs you in, once, within five minutes.</p>`;
}

const roleWords: Readonly<Record<Role, string>> = {
  viewer: 'You can look at everything, and change nothing.',
  operator: 'You can look at everything, and do the daily work.',
  admin: 'You can do everything.',
};

/** What a link leads to: only its button signs in, so that a program which opens links uses none up. @param path of the form */
export function linkPage(role: Role, path: string): Html {
  return plainLayout(
    'Sign in to the dashboard',
    html`<p>This link signs you in as <strong>${role}</strong>. ${roleWords[role]}</p>
<form method="post" action="${path}"><p class="acts"><button>Sign in</button></p></form>
<p class="small">It works once. Did you not ask for it? Close this page.</p>`,
  );
}

/** What stands before a dangerous act when the sign-in is older than ten minutes. @param to the act's own page */
export function againSheet(hasAccounts: boolean, to: string): Sheet {
  return {
    title: 'Sign in again',
    section: 'overview',
    content: html`<section class="card">
<p>What you want to do cannot be taken back, or opens doors. It needs a sign-in of the last ten minutes. Nothing was done yet.</p>
${hasAccounts ? accountForm(to, true, 'Sign in again') : linkAdvice()}
</section>`,
  };
}
