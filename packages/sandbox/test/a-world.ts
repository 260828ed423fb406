import { defaultWorld } from '../src/index.ts';
import type { Application, Tenant, User, World } from '../src/index.ts';

/** The default world with a change to its one application. */
export function aWorldWith(changes: Partial<Application>): World {
  const world = defaultWorld();
  world.applications = world.applications.map((application) => ({ ...application, ...changes }));
  return world;
}

/** The default world with a change to every tenant. */
export function aWorldOf(changes: Partial<Tenant>): World {
  const world = defaultWorld();
  world.tenants = world.tenants.map((tenant) => ({ ...tenant, ...changes }));
  return world;
}

/** The user of a world with an address. */
export function aUserOf({ users }: World, login: string): User {
  const user = users.find((one) => one.userPrincipalName === login);
  if (user === undefined) throw new TypeError(`no user ${login}`);
  return user;
}
