import { html, raw } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { words } from './text.ts';

/** What is wrong, by the names of the fields. */
export type Problems = Readonly<Record<string, string>>;

interface FieldText {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
}

interface Filled {
  /** As it was sent: nothing of it is taken for more than text. */
  readonly value?: string | undefined;
  readonly problem?: string | undefined;
}

/** A field of one line. */
export function inputField(
  field: FieldText & Filled & { readonly type?: 'text' | 'number' | 'date' | 'search' },
): Html {
  const { name, type = 'text', value = '' } = field;
  return labelled(
    field,
    html`<input id="field-${name}" name="${name}" type="${type}" value="${value}" autocomplete="off"${described(field)}>`,
  );
}

/** A field of several lines. */
export function areaField(field: FieldText & Filled & { readonly rows?: number }): Html {
  const { name, rows = 3, value = '' } = field;
  // A line break right after the tag is not part of the text (HTML, 13.1.2.5).
  return labelled(
    field,
    html`<textarea id="field-${name}" name="${name}" rows="${rows}" spellcheck="false"${described(field)}>
${value}</textarea>`,
  );
}

/** One of several. @param options each with its value and how it is called */
export function selectField(
  field: FieldText & Filled & { readonly options: readonly (readonly [string, string])[] },
): Html {
  const { name, options, value = '' } = field;
  return labelled(
    field,
    html`<select id="field-${name}" name="${name}"${described(field)}>${options.map(
      ([one, called]) =>
        html`<option value="${one}"${one === value ? raw(' selected') : ''}>${called}</option>`,
    )}</select>`,
  );
}

/** A box that is ticked or not. */
export function boxField({ name, label, hint, value }: FieldText & Filled, of = 'yes'): Html {
  const isTicked = (value ?? '').split('\n').includes(of);
  return html`<label class="choice"><input type="checkbox" name="${name}" value="${of}"${isTicked ? raw(' checked') : ''}>${label}${hint === undefined ? '' : html`<span class="hint">${hint}</span>`}</label>`;
}

/** Several fields about one thing. */
export function fieldGroup(legend: string, content: Html | readonly Html[], problem?: string): Html {
  return html`<fieldset><legend>${legend}</legend>${problem === undefined ? '' : html`<p class="problem">${words(problem, 400)}</p>`}${content}</fieldset>`;
}

/** Said above a form that was not taken. */
export function problemSummary(problems: Problems): Html {
  const all = Object.values(problems);
  if (all.length === 0) return html``;
  return html`<div class="notice bad" role="alert"><p><strong>Nothing was done.</strong> ${all.length === 1 ? 'A field needs another look:' : `${all.length} fields need another look:`}</p><ul>${all.map((problem) => html`<li>${words(problem, 400)}</li>`)}</ul></div>`;
}

function labelled({ name, label, hint, problem }: FieldText & Filled, control: Html): Html {
  return html`<div><label for="field-${name}">${label}</label>${control}${hint === undefined ? '' : html`<span class="hint" id="hint-${name}">${hint}</span>`}${problem === undefined ? '' : html`<span class="problem" id="problem-${name}">${words(problem, 400)}</span>`}</div>`;
}

function described({ name, hint, problem }: FieldText & Filled): Html {
  const ids = [
    ...(hint === undefined ? [] : [`hint-${name}`]),
    ...(problem === undefined ? [] : [`problem-${name}`]),
  ];
  return html`${ids.length === 0 ? '' : html` aria-describedby="${ids.join(' ')}"`}${problem === undefined ? '' : raw(' aria-invalid="true"')}`;
}
