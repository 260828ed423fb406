import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { endpoints, refusal } from '@consentry/core/contract';

// Two of the examples are in languages that the tests do not run: what all four say of the broker is compared with its
// contract. `e2e/ways-in.test.ts` runs the other two.

/** How a language writes what the broker reads and answers. The first group of each is a name. */
interface Language {
  readonly file: string;
  readonly request: { readonly block: RegExp; readonly field: RegExp };
  readonly answer: RegExp;
  readonly error: RegExp;
  /** The key and the content type of the request. */
  readonly headers: readonly RegExp[];
  /** By what it follows no redirect, where it would unless it is told not to. */
  readonly stays?: RegExp;
}

const languages: readonly Language[] = [
  {
    file: 'token.sh',
    request: { block: /wanted="(.*)"/, field: /"(\w+)\\+":/g },
    answer: /field (accessToken|baseUrl|[a-z]+[A-Z]\w*)\b/g,
    error: /field ([a-z]+)\)/g,
    headers: [/Authorization: Bearer %s/, /Content-Type: application\/json/],
  },
  {
    file: 'token.py',
    request: { block: /wanted = \{(.*)\}/, field: /"(\w+)":/g },
    answer: /token\["(\w+)"\]/g,
    error: /error\['(\w+)'\]/g,
    headers: [/"Authorization": f"Bearer \{bearer\}"/, /"Content-Type"\] = "application\/json"/],
    stays: /build_opener\(NoRedirect\)/,
  },
  {
    file: 'Token.cs',
    request: { block: /JsonContent\.Create\(new \{(.*)\}\)/, field: /(\w+)/g },
    answer: /token\.GetProperty\("(\w+)"\)/g,
    error: /error\.GetProperty\("(\w+)"\)/g,
    headers: [
      /request\.Headers\.Authorization = new AuthenticationHeaderValue\("Bearer", key\)/,
      /JsonContent/,
    ],
    stays: /AllowAutoRedirect = false/,
  },
  {
    file: 'token.ps1',
    request: { block: /Body\s+= @\{(.*)\}/, field: /(\w+) =/g },
    answer: /\$answer\.(?!error)(\w+)/g,
    error: /\$answer\.error\.(\w+)/g,
    headers: [/Authentication\s+= 'Bearer'/, /ContentType\s+= 'application\/json'/],
    stays: /MaximumRedirection\s+= 0[^]*-MaximumRedirection 0/,
  },
];

const { body, response, method, path } = endpoints.acquireToken;
const namesIn = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted();

for (const { file, request, answer, error, headers, stays } of languages) {
  describe(`the example ${file}`, () => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');

    test('asks at the endpoint of the contract, with the key and the content type that it wants', () => {
      const asked = namesIn(text, /broker\}?(\/[\w/]+)/gi);
      assert.deepEqual(asked, [path]);
      assert.equal(method, 'POST');
      assert.equal(body.contentType, 'application/json');
      for (const header of headers) assert.match(text, header);
    });

    test('sends fields that the contract has, and all that it needs', () => {
      const fields = namesIn(request.block.exec(text)?.[1] ?? '', request.field);
      assert.deepEqual(fields, ['customer', 'partner', 'resource']);
      const tenant = '11111111-2222-4333-8444-555555555555';
      const sent = Object.fromEntries(fields.map((name) => [name, name === 'resource' ? 'graph' : tenant]));
      assert.equal(body.schema.safeParse(sent).success, true);
    });

    test('reads fields that the contract has, of an answer and of a refusal', () => {
      const [answered, refused] = [namesIn(text, answer), namesIn(text, error)];
      for (const needed of ['accessToken', 'baseUrl']) assert.ok(answered.includes(needed), needed);
      for (const needed of ['code', 'message', 'remedy']) assert.ok(refused.includes(needed), needed);
      const unknown = [
        ...answered.filter((name) => !Object.hasOwn(response.schema.shape, name)),
        ...refused.filter((name) => !Object.hasOwn(refusal.shape.error.shape, name)),
      ];
      assert.deepEqual(unknown, []);
    });

    test('lets no redirect carry the key or the token to another host', () => {
      if (stays !== undefined) assert.match(text, stays);
      assert.doesNotMatch(text, /--location|curl [^\n]*-\w*L/);
    });
  });
}
