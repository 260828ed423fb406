import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCookieJar } from './cookie-jar.ts';

const BROKER = new URL('http://localhost:44395/callback');
const LOGIN = new URL('http://127.0.0.1:5001/tenant/login');

function jarWith(...lines: string[]): ReturnType<typeof createCookieJar> {
  const jar = createCookieJar(() => 0);
  jar.store(BROKER, new Headers(lines.map((line): [string, string] => ['set-cookie', line])));
  return jar;
}

test('sends only SameSite=None cookies with a POST from another site', () => {
  const jar = jarWith(
    'none=1; SameSite=None; Secure',
    'lax=1; SameSite=Lax',
    'strict=1; SameSite=Strict',
    'silent=1',
  );
  assert.equal(jar.header(BROKER, { method: 'POST', initiator: LOGIN }), 'none=1');
});

test('sends Lax cookies, and no Strict ones, with a GET from another site', () => {
  const jar = jarWith('lax=1; SameSite=Lax', 'strict=1; SameSite=Strict');
  assert.equal(jar.header(BROKER, { method: 'GET', initiator: LOGIN }), 'lax=1');
});

test('counts two ports of one host as one site', () => {
  const jar = jarWith('lax=1; SameSite=Lax');
  const otherPort = new URL('http://localhost:5001/');
  assert.equal(jar.header(BROKER, { method: 'POST', initiator: otherPort }), 'lax=1');
});

test('accepts Secure cookies on loopback hosts and refuses them on other http hosts', () => {
  assert.equal(jarWith('a=1; Secure').header(BROKER, { method: 'GET', initiator: undefined }), 'a=1');
  const jar = createCookieJar(() => 0);
  const plain = new URL('http://broker.example/');
  jar.store(plain, new Headers({ 'set-cookie': 'a=1; Secure' }));
  assert.equal(jar.header(plain, { method: 'GET', initiator: undefined }), undefined);
});

test('refuses SameSite=None without Secure, and __Host- without Secure and Path=/', () => {
  const jar = jarWith(
    'a=1; SameSite=None',
    '__Host-b=1; Path=/',
    '__Host-c=1; Secure; Path=/x',
    '__Host-d=1; Secure; Path=/',
  );
  assert.equal(jar.header(BROKER, { method: 'GET', initiator: undefined }), '__Host-d=1');
});

test('forgets a cookie whose Max-Age is over', () => {
  assert.equal(jarWith('a=1; Max-Age=0').header(BROKER, { method: 'GET', initiator: undefined }), undefined);
});
