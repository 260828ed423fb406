/** A scripted person with a browser, for tests and demonstrations. */
export { createPerson } from './person.ts';
export type { Person, PersonOptions, SubmitOptions } from './person.ts';
export type { Form, FormButton, FormField, Page } from './page.ts';
export { signIn } from './sign-in.ts';
export type { Account, SignInOptions } from './sign-in.ts';
export { totp } from '../totp.ts';
