import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aadsts } from '../entra/aadsts.ts';
import { ConsentryError, type ErrorCode, errorTable } from '../errors.ts';
import { apiCodes } from './api-codes.ts';
import { explain } from './explain.ts';

function refusalOf(text: string): ConsentryError {
  try {
    explain(text);
  } catch (error) {
    if (error instanceof ConsentryError) return error;
    throw error;
  }
  return assert.fail(`${text} was explained`);
}

test('explains a number with or without its prefix, in any case', () => {
  const [explanation, ...others] = explain('AADSTS65001');
  assert.deepEqual(others, []);
  assert.equal(explanation?.errorCode, 'tenant_setup');
  assert.equal(explanation.actor, 'customer administrator');
  assert.match(explanation.cause ?? '', /Nobody consented/);
  assert.equal(explanation.link, 'https://login.microsoftonline.com/error?code=65001');
  for (const spelling of ['65001', 'aadsts65001', ' AADSTS65001 ', 'AADSTS065001']) {
    assert.deepEqual(explain(spelling), [explanation], spelling);
  }
});

test('explains every number of the table with meaning, class, who must act and remedy', () => {
  for (const number of aadsts.flatMap(({ numbers }) => Object.keys(numbers))) {
    const [explanation] = explain(`AADSTS${number}`);
    assert.equal(explanation?.source, 'entra', number);
    for (const part of ['cause', 'whatHappened', 'remedy', 'failureClass', 'actor', 'retry'] as const) {
      assert.ok((explanation[part] ?? '').length > 3, `${number} ${part}`);
    }
    assert.match(explanation.remedy, /\.$/, number);
  }
});

/** The specification's table of AADSTS numbers that this product meets, as of 2026-11-20. */
const numbersOfTheSpecification = [
  50076, 50079, 50074, 50072, 50078, 50158, 50161, 50173, 50089, 50132, 50133, 70000, 70008, 700082, 700084,
  70043, 54005, 700005, 700007, 501481, 50147, 501491, 65001, 65004, 65005, 650056, 650057, 650051, 650052,
  650054, 90094, 90095, 90099, 700016, 70001, 700011, 7000112, 1000031, 500011, 50001, 7000215, 7000222,
  70002, 7000218, 700025, 700027, 50012, 50048, 700030, 500133, 50013, 90002, 900023, 5000224, 90038, 900382,
  900432, 90043, 90051, 50034, 50020, 50177, 50178, 90072, 51004, 16000, 16003, 50105, 53000, 53001, 53002,
  53004, 53010, 530003, 53003, 530032, 530035, 53011, 530034, 50131, 500212, 500213, 500021, 500022, 50053,
  50055, 50056, 50057, 50126, 50011, 500113, 50194, 700054, 70011, 70023, 28002, 28003, 700022, 700023,
  901002, 900144, 90014, 90023, 9002313, 90013, 90100, 9001023, 90124, 90130, 90019, 50059, 50196, 90033,
  90006, 90012, 90024, 90090, 50033, 50087, 90055, 16001, 50140, 50058, 50199, 50125, 900971,
];

test('knows every number that the specification names', () => {
  const unknown = numbersOfTheSpecification.filter((number) => {
    try {
      return explain(`AADSTS${number}`).length === 0;
    } catch {
      return true;
    }
  });
  assert.deepEqual(unknown, []);
});

test('explains every code of ours by the table of errors', () => {
  for (const code of Object.keys(errorTable) as ErrorCode[]) {
    const [explanation] = explain(code.toUpperCase());
    assert.equal(explanation?.source, 'consentry');
    assert.equal(explanation.code, code);
    assert.equal(explanation.remedy, errorTable[code].remedy);
    assert.equal(explanation.whatHappened, errorTable[code].message);
  }
});

test('says of invalid_grant that it proves nothing by itself', () => {
  const [explanation] = explain('invalid_grant');
  assert.equal(explanation?.source, 'oauth');
  assert.equal(explanation.errorCode, 'idp_unknown_error');
  assert.match(explanation.cause ?? '', /does not prove that the grant is dead/);
});

test('gives every meaning of a word that has several', () => {
  const sources = explain('invalid_request').map(({ source, errorCode }) => `${source} ${errorCode}`);
  assert.deepEqual(sources, ['consentry invalid_request', 'oauth client_request']);
});

test('says a word once that means the same as error and as suberror', () => {
  assert.deepEqual(
    explain('consent_required').map(({ errorCode }) => errorCode),
    ['tenant_setup'],
  );
});

test('explains every code of an API, with who must act and Microsoft’s list', () => {
  for (const [api, { codes, link }] of Object.entries(apiCodes)) {
    for (const code of Object.keys(codes)) {
      const explanation = explain(code).find(({ source }) => source === api);
      assert.equal(explanation?.code, code);
      assert.equal(explanation.link, link);
      assert.ok(explanation.remedy.length > 3);
    }
  }
});

test('keeps a number of Entra’s apart from one of Partner Center’s', () => {
  assert.deepEqual(
    explain('900421').map(({ source, errorCode }) => [source, errorCode]),
    [['partner-center', 'api_mfa_required']],
  );
  assert.equal(refusalOf('AADSTS900421').code, 'unknown_code');
});

test('says that an unknown number is unknown, where to look it up and what to keep', () => {
  const error = refusalOf('AADSTS99999999');
  assert.equal(error.code, 'unknown_code');
  assert.match(error.message, /99999999 is not known/);
  assert.match(error.remedy, /login\.microsoftonline\.com\/error\?code=99999999/);
  assert.match(error.remedy, /correlation id/);
});

for (const text of ['', 'constructor', '__proto__', 'AADSTS', '65001x', '9999999999', 'a b', 'toString']) {
  test(`refuses ${JSON.stringify(text)} and repeats nothing of it`, () => {
    const error = refusalOf(text);
    assert.equal(error.code, 'unknown_code');
    assert.equal(error.message, errorTable.unknown_code.message);
  });
}
