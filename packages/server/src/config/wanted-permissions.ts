import type { ApiPermissions } from '@consentry/core';
import type { Kind, Reading } from './kinds.ts';

const mostApis = 20;
const mostNames = 100;
const fields = ['resource', 'application', 'delegated'];
const remedy =
  'Write { "resource": "graph", "application": ["Directory.Read.All"], "delegated": [] } for each API.';

/** Permissions by API, as they stand on the registration. In the environment the list is written as JSON. */
export const wantedPermissions: Kind<readonly ApiPermissions[]> = {
  name: 'a list of permissions',
  read(raw) {
    const list = typeof raw === 'string' ? parse(raw) : raw;
    if (!Array.isArray(list) || list.length === 0 || list.length > mostApis) {
      return refuse(`is not a list of 1 to ${mostApis} APIs`);
    }
    const read: ApiPermissions[] = [];
    for (const [index, item] of list.entries()) {
      const reading = readItem(item, `its item ${index + 1}`);
      if (!reading.ok) return reading;
      if (read.some(({ resource }) => resource === reading.value.resource)) {
        return refuse(`names the API of its item ${index + 1} twice`);
      }
      read.push(reading.value);
    }
    return { ok: true, value: read };
  },
  show: (list) => JSON.stringify(list),
};

function readItem(item: unknown, which: string): Reading<ApiPermissions> {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return refuse(`has no API in ${which}`);
  const { resource, application = [], delegated = [] } = item as Readonly<Record<string, unknown>>;
  if (Object.keys(item).some((name) => !fields.includes(name))) {
    return refuse(`has a field in ${which} that is not known`);
  }
  if (
    typeof resource !== 'string' ||
    !/^([a-z][a-z-]{1,30}|https:\/\/[a-zA-Z0-9.:/_-]{1,240})$/.test(resource)
  ) {
    return refuse(`has no name or URI of an API in ${which}`);
  }
  if (!isNames(application) || !isNames(delegated) || application.length + delegated.length === 0) {
    return refuse(`has no names of permissions in ${which}`);
  }
  return { ok: true, value: { resource, application, delegated } };
}

/** None twice: Entra takes them in any case. */
function isNames(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length > mostNames) return false;
  const names = value.map((name) => (typeof name === 'string' ? name.toLowerCase() : ''));
  return (
    names.every((name) => /^[a-z][a-z0-9._-]{0,127}$/.test(name)) && new Set(names).size === names.length
  );
}

function refuse(problem: string): Reading<never> {
  return { ok: false, problem, remedy };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
