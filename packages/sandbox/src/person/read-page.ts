import { plainText, readTags } from './read-html.ts';
import type { Tag } from './read-html.ts';
import type { Form, FormButton, Page } from './page.ts';

/** Reads a response into a page. A body that is not HTML has text and no forms. */
export async function readPage(url: string, response: Response): Promise<Page> {
  const html = await response.text();
  const isHtml = (response.headers.get('content-type') ?? '').includes('html');
  return {
    url,
    status: response.status,
    html,
    headers: response.headers,
    text: isHtml ? plainText(html) : html,
    forms: isHtml ? readForms(url, html) : [],
    refreshTo: isHtml ? readRefresh(url, html) : undefined,
  };
}

function readRefresh(url: string, html: string): string | undefined {
  for (const { name, attributes } of readTags(html)) {
    if (name !== 'meta' || attributes.get('http-equiv')?.toLowerCase() !== 'refresh') continue;
    const [, target] = /^\s*0\s*;\s*url=(.+)$/i.exec(attributes.get('content') ?? '') ?? [];
    if (target !== undefined) return new URL(target, url).href;
  }
  return undefined;
}

function readForms(url: string, html: string): Form[] {
  const forms: Form[] = [];
  let form: Form | undefined;
  for (const tag of readTags(html)) {
    if (tag.name === 'form') {
      form = startForm(url, tag);
      forms.push(form);
    } else if (tag.name === '/form') form = undefined;
    else if (form !== undefined) addControl(form, tag);
  }
  return forms;
}

function startForm(url: string, { attributes }: Tag): Form {
  const method = attributes.get('method')?.toUpperCase() === 'POST' ? 'POST' : 'GET';
  return { method, action: new URL(attributes.get('action') || url, url).href, fields: [], buttons: [] };
}

function addControl(form: Form, tag: Tag): void {
  if (tag.attributes.has('disabled')) return;
  if (tag.name === 'button') addButton(form, tag);
  else if (tag.name === 'input') addInput(form, tag);
  else if (tag.name === 'textarea') addField(form, tag, 'textarea', plainText(tag.content));
  else if (tag.name === 'select') addField(form, tag, 'select', readSelected(tag.content));
}

function addInput(form: Form, tag: Tag): void {
  const { attributes } = tag;
  const type = (attributes.get('type') ?? 'text').toLowerCase();
  const value = attributes.get('value');
  if (type === 'submit') form.buttons.push(writeButton(tag, value ?? 'Submit'));
  else if (type === 'checkbox' || type === 'radio') {
    if (attributes.has('checked')) addField(form, tag, type, value ?? 'on');
  } else if (type !== 'button' && type !== 'reset') addField(form, tag, type, value ?? '');
}

function addField(form: Form, { attributes }: Tag, type: string, value: string): void {
  const name = attributes.get('name');
  if (name) form.fields.push({ name, type, value });
}

function addButton(form: Form, tag: Tag): void {
  if ((tag.attributes.get('type') ?? 'submit').toLowerCase() === 'submit') {
    form.buttons.push(writeButton(tag, plainText(tag.content)));
  }
}

function writeButton({ attributes }: Tag, text: string): FormButton {
  return { name: attributes.get('name'), value: attributes.get('value') ?? '', text };
}

function readSelected(content: string): string {
  const options = readTags(content).filter((tag) => tag.name === 'option');
  const chosen = options.find((tag) => tag.attributes.has('selected')) ?? options[0];
  return chosen === undefined ? '' : (chosen.attributes.get('value') ?? plainText(chosen.content));
}
