import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html } from './html.ts';

test('escapes what could begin markup, or end a value', () => {
  const evil = `<b>&"'`;
  const page = html`<a href="${evil}">${evil}</a>`;
  assert.equal(page.text, '<a href="&lt;b&gt;&amp;&quot;&#39;">&lt;b&gt;&amp;&quot;&#39;</a>');
});

test('takes HTML of its own as it is, one or many, and nothing for nothing', () => {
  const one = html`<b>1</b>`;
  assert.equal(html`${one}${[one, one]}${undefined}${''}${0}`.text, '<b>1</b><b>1</b><b>1</b>0');
});
