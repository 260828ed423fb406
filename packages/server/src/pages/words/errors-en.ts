import type { RefusalTable } from './words.ts';

const startOver = 'Open the invitation link again and start over.';
const tellOperator = 'Tell whoever sent you the link, with the code and the request below.';
const laterOrTell = `Try again in some minutes. If it lasts: ${tellOperator.charAt(0).toLowerCase()}${tellOperator.slice(1)}`;

/** For a person who was sent a link; the table of the codes itself speaks to operators too. */
export const errorsEn: RefusalTable = {
  invalid_request: {
    message: 'The request is not in the expected form.',
    remedy: startOver,
  },
  path_refused: {
    message: 'This address can be read in two ways.',
    remedy: 'Open the link exactly as it was sent to you.',
  },
  not_found: {
    message: 'There is nothing here.',
    remedy: 'Check that the link is whole: mail programs break long lines. Open it as it was sent to you.',
  },
  method_not_allowed: {
    message: 'This page cannot be opened by itself.',
    remedy: 'Open the invitation link and press its button.',
  },
  origin_refused: {
    message: 'The form was not sent from this page.',
    remedy: 'Open the invitation link again and press its button.',
  },
  body_too_large: { message: 'What was sent is too large.', remedy: startOver },
  unsupported_media_type: { message: 'What was sent is not a form of this page.', remedy: startOver },
  internal_error: { message: 'Something unexpected happened.', remedy: laterOrTell },
  overloaded: {
    message: 'There is more to do here now than can be done.',
    remedy: 'Wait a moment, then open the invitation link again.',
  },
  store_unavailable: { message: 'The store cannot be read or written now.', remedy: laterOrTell },
  audit_unavailable: {
    message: 'What you did could not be recorded, so it was not done.',
    remedy: laterOrTell,
  },
  policies_unconfirmed: {
    message: 'It could not be confirmed just now that this may go on.',
    remedy: laterOrTell,
  },
  clock_differs: {
    message: 'The clock here and Microsoft’s differ too much for a sign-in.',
    remedy: `The operator sets it right. ${tellOperator}`,
  },
  invalid_configuration: {
    message: 'The application is not set up for this.',
    remedy: `The operator corrects it. ${tellOperator}`,
  },
  stopped: {
    message: 'The operator has stopped this. Nothing goes on until it is let go on.',
    remedy: 'Ask whoever sent you the link when it goes on.',
  },
  invitation_not_found: {
    message: 'This invitation does not exist.',
    remedy: 'Check that the link is whole. If it is, ask whoever sent it for a new one.',
  },
  invitation_expired: {
    message: 'This invitation has expired.',
    remedy: 'Ask whoever sent the link for a new one.',
  },
  invitation_spent: {
    message: 'This invitation has been used.',
    remedy: 'Nothing is left to do. To do it once more, ask for a new invitation.',
  },
  invitation_revoked: {
    message: 'This invitation was taken back.',
    remedy: 'Ask the person who sent you the link why; they can send a new one.',
  },
  withdrawal_not_found: {
    message: 'This link leads to nothing that could be taken back.',
    remedy:
      'Check that the link is whole, and that it is the one that the last page showed when you connected. You can always remove the application in the Entra admin center.',
  },
  state_unknown: { message: 'This answer belongs to no sign-in that was started here.', remedy: startOver },
  state_used: { message: 'This sign-in was already finished.', remedy: startOver },
  state_expired: { message: 'The sign-in took too long: it may take an hour.', remedy: startOver },
  browser_mismatch: {
    message: 'The sign-in was started in another browser.',
    remedy:
      'Open the invitation link in this browser, press the button and sign in here. Cookies must be allowed for it.',
  },
  consent_declined: {
    message: 'Consent was not given.',
    remedy:
      'If that was a mistake, open the invitation link again. If Microsoft asked for an administrator’s approval, ask whoever sent the link for one that an administrator can approve.',
  },
  consent_failed: { message: 'Microsoft ended the sign-in.', remedy: startOver },
  id_token_invalid: {
    message: 'The proof of who signed in did not hold.',
    remedy: `${startOver} If it happens again, tell whoever sent you the link the code and the reason below.`,
  },
  wrong_tenant: {
    message: 'You signed in to another organisation than the one invited.',
    remedy: 'Open the link in a private window and sign in with an account of the invited organisation.',
  },
  wrong_account: {
    message: 'You signed in with another account than the one invited.',
    remedy: 'Open the link in a private window and sign in with the invited account.',
  },
  mfa_missing: {
    message: 'You signed in without multi-factor authentication (MFA).',
    remedy:
      'Set it up for this account at https://aka.ms/mfasetup, then open the invitation link again in a private window.',
  },
  mfa_unknown: {
    message: 'It could not be told whether you signed in with multi-factor authentication (MFA).',
    remedy:
      'Ask your administrator to let your identity provider send proof of it to Microsoft Entra. Then open the invitation link again.',
  },
  refresh_token_missing: {
    message: 'Microsoft gave no lasting access.',
    remedy: `The operator checks how the application is registered. ${tellOperator}`,
  },
  approval_not_proven: {
    message: 'The approval could not be confirmed in the invited organisation.',
    remedy:
      'Open the invitation link again, sign in with an administrator of the invited organisation, and approve. Right after an approval it may take some minutes.',
  },
  admin_consent_declined: {
    message: 'Nobody who may consented for the organisation.',
    remedy:
      'Open the invitation link again and sign in with an administrator who may consent for the whole organisation: a Global Administrator, or as the page of the link says.',
  },
  admin_consent_off: {
    message: 'There is nothing that an administrator could be asked for here now.',
    remedy: `The operator sets it up. ${tellOperator}`,
  },
  customer_refused: {
    message: 'This organisation cannot be the one that the link is for.',
    remedy:
      'Open the link in a private window and sign in with a work account of the organisation that was invited. If you did, tell whoever sent you the link.',
  },
  grant_revoked: {
    message: 'The access was taken back while you signed in.',
    remedy: 'If it should be given all the same, ask whoever sent the link for a new one.',
  },
  step_up_needed: {
    message: 'Your organisation asks for a stronger or newer sign-in.',
    remedy:
      'Open the invitation link again, in a private window, and complete the second step of the sign-in.',
  },
  admin_needed: {
    message: 'Your account, or a rule for it, stops the sign-in.',
    remedy:
      'An administrator of your organisation looks at the account. Then open the invitation link again.',
  },
  ca_blocked: {
    message: 'Conditional Access of your organisation blocks the sign-in.',
    remedy:
      'An administrator of your organisation lets the account through in the policy. Then open the invitation link again.',
  },
  tenant_setup: {
    message: 'Your organisation is not set up for this application yet.',
    remedy:
      'An administrator of your organisation approves the application: ask whoever sent the link for one to approve with. Then open this link again.',
  },
  client_credential: {
    message: 'Microsoft does not accept the credential of the application.',
    remedy: `It is not your account. The operator renews the credential. ${tellOperator}`,
  },
  client_request: {
    message: 'Microsoft does not accept how the application asks.',
    remedy: `It is not your account. The operator checks how the application is registered. ${tellOperator}`,
  },
  idp_unreachable: { message: 'Microsoft cannot be reached from here.', remedy: laterOrTell },
  idp_timeout: {
    message: 'Microsoft did not answer in time.',
    remedy: 'Open the invitation link again in a minute.',
  },
  idp_answer_lost: { message: 'Microsoft’s answer was lost on the way.', remedy: startOver },
  proxy_error: {
    message: 'A proxy did not let the request to Microsoft through.',
    remedy: `The operator sees to it. ${tellOperator}`,
  },
  idp_tls: {
    message: 'The connection to Microsoft is not secure, so nothing was sent.',
    remedy: `The operator sees to it. ${tellOperator}`,
  },
  idp_protocol: { message: 'What answered was not Microsoft’s sign-in.', remedy: laterOrTell },
  idp_redirect: {
    message: 'The request to Microsoft was sent on to somewhere else, and was not followed.',
    remedy: `The operator sees to it. ${tellOperator}`,
  },
  idp_too_large: {
    message: 'Microsoft’s answer was too large.',
    remedy: `The operator sees to it. ${tellOperator}`,
  },
  idp_bad_response: { message: 'Microsoft’s answer could not be read.', remedy: laterOrTell },
  idp_unavailable: {
    message: 'Microsoft’s sign-in is out of order for the moment.',
    remedy: 'Open the invitation link again in some minutes.',
  },
  idp_throttled: {
    message: 'Microsoft asks us to slow down.',
    remedy: 'Open the invitation link again in some minutes.',
  },
  idp_loop: {
    message: 'Microsoft saw too many equal requests.',
    remedy: 'Wait a minute, then open the invitation link again.',
  },
  idp_unknown_error: {
    message: 'Microsoft refused for a reason that is not known here.',
    remedy: laterOrTell,
  },
  discovery_rejected: {
    message: 'What Microsoft publishes about its sign-in does not fit what is configured here.',
    remedy: `The operator sees to it. ${tellOperator}`,
  },
  key_mismatch: {
    message: 'What was remembered of your sign-in cannot be opened here.',
    remedy: `The operator sees to it. ${tellOperator}`,
  },
  secret_unreadable: {
    message: 'What was remembered of your sign-in cannot be opened: it was changed.',
    remedy: `${startOver} If it happens again, tell whoever sent you the link.`,
  },
  secret_deleted: {
    message: 'The place in the vault for this access was deleted, so nothing could be kept.',
    remedy: `The operator recovers it. ${tellOperator}`,
  },
  secret_too_large: {
    message: 'The refresh token is larger than the vault takes, so nothing was kept.',
    remedy: `The operator sees to it. ${tellOperator}`,
  },
  vault_unavailable: {
    message: 'The vault does not answer, so nothing could be kept.',
    remedy: laterOrTell,
  },
  vault_throttled: {
    message: 'The vault asks us to slow down, so nothing could be kept.',
    remedy: 'Open the invitation link again in some minutes.',
  },
  vault_denied: {
    message: 'The vault lets nobody in from here, so nothing could be kept.',
    remedy: `The operator restores access. ${tellOperator}`,
  },
  vault_bad_response: {
    message: 'The vault’s answer could not be read, so nothing could be kept.',
    remedy: laterOrTell,
  },
};
