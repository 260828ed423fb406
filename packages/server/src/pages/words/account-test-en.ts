import { accountTestVerdicts } from '@consentry/core';
import type { AccountTestWords } from './account-test-words.ts';

export const accountTestEn: AccountTestWords = {
  language: 'en',
  title: 'Test of your account',
  intro:
    'Somebody who runs this application wants to know whether your account signs in with multi-factor authentication (MFA). Partner Center refuses calls without it.',
  cloudNotBuiltIn: (cloud) => `This is not Microsoft’s own cloud: you will sign in at “${cloud}”.`,
  application: 'Application',
  tenant: 'Tenant id',
  account: 'Account',
  accountId: 'Object id',
  signInAt: 'You sign in at',
  expires: 'The link works until',
  howHeading: 'How it goes',
  how: [
    'You sign in at Microsoft as you always do. MFA is not asked for here: whether Microsoft asks for it is what is tested.',
    'Microsoft may ask whether the application may use Partner Center in your name. For the test it does nothing with that.',
    'The next page says whether the sign-in carried MFA.',
  ],
  keptHeading: 'What will be kept',
  kept: [
    'A record: which account, when, how it signed in, and the result.',
    'No password, no token, and no access: the application can do nothing in your name afterwards that it could not do before.',
  ],
  button: 'Sign in and test',
  results: {
    pass: { mark: 'Pass', title: 'Your account signed in with MFA' },
    fail: { mark: 'Fail', title: 'Your account signed in without MFA that Microsoft can see' },
    probably: { mark: 'Not certain', title: 'Partner Center may not take this sign-in for MFA' },
  },
  reasons: accountTestVerdicts,
  whatToDo: 'What to do',
  methods: 'How it was signed in (amr)',
  noMethods: 'the token does not tell',
  when: 'When',
  done: 'You can close this page. The link does not work a second time.',
};
