import { html } from 'hono/html';
import { z } from 'zod';
import { actForm, card } from '../frame/pieces.ts';
import { words } from '../frame/text.ts';
import { type Act, act, type Sheet, type Visit } from '../place.ts';
import { takenBackSheet } from './taken-back-sheet.ts';

const scopeOf = ({ params }: Visit): string => params['scope'] ?? '';
const backOf = (scope: string): `/${string}` =>
  scope === 'everything' ? '/' : `/partners/${encodeURIComponent(scope)}`;

/** Who is meant, in words. @throws ConsentryError `partner_not_found`, `invalid_request` */
async function nameOf({ ask }: Visit, scope: string): Promise<string> {
  if (scope === 'everything') return 'everything';
  const { name, partner } = await ask('getPartner', { params: { partner: scope } });
  return words(name ?? partner, 80);
}

const stopAct = act({
  path: '/stop/{scope}',
  least: 'operator',
  isDangerous: false,
  form: z.strictObject({ reason: z.string().optional() }),
  done: 'It is stopped.',
  async confirm(visit): Promise<Sheet> {
    const scope = scopeOf(visit);
    const name = await nameOf(visit, scope);
    return {
      title: `Stop ${name}`,
      section: 'partners',
      trail: [{ title: 'Partners', path: '/partners' }],
      content: card(
        'What happens',
        html`<ul><li>From now on nothing of it is redeemed or handed out, on any replica, for its customers too.</li><li>Nothing is lost: grants stay as they are, and work again once an administrator of this dashboard lets them go on.</li><li>Access tokens that were handed out stay valid until they end; they are listed afterwards.</li></ul>
${actForm(`/stop/${scope}`, visit.formField, `Stop ${name}`, 'danger', html`<div class="fields"><div><label for="reason">Why <span class="hint">Others read it here and in the audit.</span></label><input id="reason" name="reason" maxlength="200"></div></div>`)}
<p><a href="/dashboard${backOf(scope)}">Leave it as it is</a></p>`,
      ),
    };
  },
  async carryOut(visit, { reason = '' }) {
    const scope = scopeOf(visit);
    const body =
      scope === 'everything' ? ({ everything: true, reason } as const) : { partner: scope, reason };
    const back = await visit.ask('setStop', { body });
    return takenBackSheet('It is stopped', back, backOf(scope));
  },
});

const liftAct = act({
  path: '/lift/{scope}',
  least: 'admin',
  isDangerous: true,
  form: z.strictObject({}),
  done: 'It goes on: tokens are handed out again.',
  async confirm(visit): Promise<Sheet> {
    const scope = scopeOf(visit);
    const name = await nameOf(visit, scope);
    return {
      title: `Let ${name} go on`,
      section: 'partners',
      trail: [{ title: 'Partners', path: '/partners' }],
      content: card(
        'What happens',
        html`<ul><li>Tokens are redeemed and handed out again, at once.</li><li>What was taken back meanwhile stays so.</li></ul>
<div class="acts">${actForm(`/lift/${scope}`, visit.formField, `Let ${name} go on`, 'danger')}<a class="button quiet" href="/dashboard${backOf(scope)}">Leave it stopped</a></div>`,
      ),
    };
  },
  async carryOut(visit) {
    const scope = scopeOf(visit);
    await visit.ask('liftStop', { params: { scope } });
    return { to: backOf(scope) };
  },
});

/** The kill switch. */
export const stopActs: readonly Act[] = [stopAct, liftAct];
