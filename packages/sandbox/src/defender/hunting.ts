import { z } from 'zod';
import type { SandboxParts } from '../parts.ts';
import { runQuery } from '../security/hunting/run-query.ts';
import { QueryError } from '../security/hunting/table.ts';
import { SECURITY_READING_ROLES } from '../world/directory-roles.ts';
import { assertNeed } from './authorize-call.ts';
import type { Caller, Need } from './authorize-call.ts';
import { DefenderError } from './defender-error.ts';
import { readBody } from './read-body.ts';

const HUNT: Need = {
  delegated: ['AdvancedHunting.Read'],
  application: ['AdvancedHunting.Read.All'],
  roles: SECURITY_READING_ROLES,
};

const querySchema = z.looseObject({ Query: z.string().optional() });

/**
 * `POST /api/advancedhunting/run`, with `{"Query": "…"}`.
 *
 * @throws DefenderError `Forbidden`, `InvalidRequestBody`, `MissingRequiredParameter`, `BadRequest` for a query that is not good
 */
export async function hunt(parts: SandboxParts, caller: Caller, request: Request): Promise<object> {
  assertNeed(caller, HUNT);
  const { Query: query } = await readBody(request, querySchema);
  if (query === undefined || query.trim() === '')
    throw new DefenderError('MissingRequiredParameter', "The parameter 'Query' is missing.");
  try {
    const { columns, rows } = runQuery(parts.security, caller.tenant, query, parts.clock.now());
    return {
      Stats: {
        ExecutionTime: 0.01,
        dataset_statistics: [{ table_row_count: rows.length, table_size: JSON.stringify(rows).length }],
      },
      Schema: columns.map(({ name, type }) => ({ Name: name, Type: type })),
      Results: rows,
    };
  } catch (error) {
    if (error instanceof QueryError) throw new DefenderError('BadRequest', error.message);
    throw error;
  }
}
