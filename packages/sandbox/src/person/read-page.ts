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
  };
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
  const { attributes } = tag;
  const name = attributes.get('name');
  if (attributes.has('disabled')) return;
  const type = tag.name === 'input' ? (attributes.get('type') ?? 'text').toLowerCase() : tag.name;
  if (type === 'button' && tag.name === 'button') addButton(form, tag);
  else if (type === 'submit') form.buttons.push(writeButton(tag, attributes.get('value') ?? 'Submit'));
  else if (name === undefined) return;
  else if (type === 'checkbox' || type === 'radio') {
    if (attributes.has('checked')) form.fields.push({ name, type, value: attributes.get('value') ?? 'on' });
  } else if (tag.name === 'input') form.fields.push({ name, type, value: attributes.get('value') ?? '' });
  else if (tag.name === 'textarea') form.fields.push({ name, type, value: plainText(tag.content) });
  else if (tag.name === 'select') form.fields.push({ name, type, value: readSelected(tag.content) });
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
