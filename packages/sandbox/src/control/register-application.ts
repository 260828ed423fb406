import type { SandboxParts } from '../parts.ts';
import { findApplication } from '../world/find.ts';
import { ControlProblems } from './problems.ts';

/**
 * Registers an application in Partner Center, as a person does on its page "App management": there is no API for it.
 *
 * @throws ControlProblems when the world has no such application
 */
export function registerInPartnerCenter({ world }: SandboxParts, clientId: string): void {
  const application = findApplication(world, clientId);
  if (application === undefined || !world.applications.includes(application))
    throw new ControlProblems([{ path: 'application', message: 'names no application of the world' }]);
  application.registeredInPartnerCenter = true;
}
