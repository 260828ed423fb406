import { totp } from '../totp.ts';
import type { Form, Page } from './page.ts';
import type { Person } from './person.ts';

/** What a person knows of their account. */
export interface Account {
  userPrincipalName: string;
  password: string;
  /** Absent for an account without MFA. */
  totpSecret?: string;
}

/** What a person does on the way through the sign-in pages. */
export interface SignInOptions {
  /** The clock of the authenticator app, epoch milliseconds. */
  now?: () => number;
  /** What to press on the consent page, and on the one that asks about a device; `accept` unless told otherwise. */
  decision?: 'accept' | 'cancel';
  /** Returns the page that would post the answer to the application, without posting it. Works with `form_post` only. */
  stopBeforeCallback?: boolean;
}

/** One page of the sign-in, recognised by what its form asks for. */
type Step = 'account' | 'login' | 'passwd' | 'otc' | 'challenge' | 'decision' | 'confirm' | 'callback';

/**
 * Signs in, from a page of the sandbox's sign-in, or from a page whose first form leads there.
 *
 * @returns the page that the redirect URI answers; or the page where the sign-in got stuck, such as the one that says that
 * the password was wrong
 */
export async function signIn(
  person: Person,
  page: Page,
  account: Account,
  options: SignInOptions = {},
): Promise<Page> {
  const { now = Date.now, decision = 'accept', stopBeforeCallback = false } = options;
  let current = findStep(page) === undefined ? await person.submit(page) : page;
  const done = new Set<Step>();
  for (;;) {
    const step = findStep(current);
    if (step === undefined || done.has(step)) return current;
    if (step === 'callback' && stopBeforeCallback) return current;
    done.add(step);
    const code = account.totpSecret === undefined ? '' : totp(account.totpSecret, now());
    switch (step) {
      case 'account':
        current = await person.submit(current, {}, { button: chooseAccount(current, account) });
        break;
      case 'login':
        current = await person.submit(current, { login: account.userPrincipalName });
        break;
      case 'passwd':
        current = await person.submit(current, { passwd: account.password });
        break;
      case 'otc':
        current = await person.submit(current, { otc: code });
        break;
      case 'challenge':
        current = await person.submit(current);
        break;
      case 'decision':
        current = await person.submit(current, {}, { button: `decision=${chooseButton(current, decision)}` });
        break;
      case 'confirm':
        current = await person.submit(
          current,
          {},
          { button: `confirm=${decision === 'accept' ? 'continue' : 'cancel'}` },
        );
        break;
      case 'callback':
        return person.submit(current);
    }
  }
}

function findStep({ url, forms }: Page): Step | undefined {
  const [form] = forms;
  if (form === undefined) return undefined;
  for (const name of ['login', 'passwd', 'otc', 'challenge'] as const) if (hasField(form, name)) return name;
  for (const name of ['account', 'decision', 'confirm'] as const) {
    if (form.buttons.some((button) => button.name === name) && hasField(form, 'ctx')) return name;
  }
  return isAnswer(url, form) ? 'callback' : undefined;
}

/** The hidden form that carries a code, an id_token or an error to the application, which is another origin. */
function isAnswer(url: string, form: Form): boolean {
  if (new URL(form.action).origin === new URL(url).origin) return false;
  const isHidden = form.fields.length > 0 && form.fields.every((field) => field.type === 'hidden');
  return isHidden && ['code', 'id_token', 'error'].some((name) => hasField(form, name));
}

/** The button of the account on the picker, or the one for another account. */
function chooseAccount({ forms }: Page, { userPrincipalName }: Account): string {
  const address = userPrincipalName.toLowerCase();
  const found = forms[0]?.buttons.find(({ text }) => text.toLowerCase().split(' ').includes(address));
  return `account=${found?.value ?? ''}`;
}

/** The page that asks for an administrator has one button only. */
function chooseButton({ forms }: Page, decision: 'accept' | 'cancel'): string {
  const values = forms[0]?.buttons.map((button) => button.value) ?? [];
  return values.includes(decision) ? decision : (values[0] ?? decision);
}

function hasField(form: Form, name: string): boolean {
  return form.fields.some((field) => field.name === name);
}
