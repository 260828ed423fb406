import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPage } from './read-page.ts';

const HTML = `<!doctype html><title>A &amp; B</title>
<!-- <form action="/commented"><input name="no"></form> -->
<script>document.write('<form action="/script">')</script>
<form action="/search"><input name=q value='it&#39;s'><input type="submit" value="Go"></form>
<form method="POST" action='/next?x=1&amp;y=2'>
  <input type="hidden" name="token" value="a&quot;b" />
  <input type="checkbox" name="off" value="1"><input type="checkbox" name="on" checked>
  <input name="dead" value="1" disabled>
  <select name="colour"><option value="r">Red<option value="g" selected>Green</select>
  <textarea name="note">one &lt; two</textarea>
  <button type="button" name="nothing">No</button>
  <button name="decision" value="accept"><b>Accept</b> it</button>
</form>`;

async function readExample(): Promise<Awaited<ReturnType<typeof readPage>>> {
  const response = new Response(HTML, { headers: { 'content-type': 'text/html' } });
  return readPage('http://localhost:1/start', response);
}

test('reads forms with their absolute action, and no form that a comment or script holds', async () => {
  const { forms } = await readExample();
  assert.deepEqual(
    forms.map(({ method, action }) => [method, action]),
    [
      ['GET', 'http://localhost:1/search'],
      ['POST', 'http://localhost:1/next?x=1&y=2'],
    ],
  );
});

test('reads the fields that a browser would send', async () => {
  const [search, next] = (await readExample()).forms;
  assert.deepEqual(search?.fields, [{ name: 'q', type: 'text', value: "it's" }]);
  assert.deepEqual(
    next?.fields.map(({ name, value }) => `${name}=${value}`),
    ['token=a"b', 'on=on', 'colour=g', 'note=one < two'],
  );
});

test('reads the buttons that submit', async () => {
  const [search, next] = (await readExample()).forms;
  assert.deepEqual(search?.buttons, [{ name: undefined, value: 'Go', text: 'Go' }]);
  assert.deepEqual(next?.buttons, [{ name: 'decision', value: 'accept', text: 'Accept it' }]);
});

test('reads the text without tags and scripts', async () => {
  const { text } = await readExample();
  assert.match(text, /^A & B/);
  assert.doesNotMatch(text, /document\.write/);
});
