/**
 * Which items of a collection are wanted. What can be filtered by what stands on the page of the operation.
 *
 * @see Partner Center REST, "FieldFilter" in "Utility resources" (2022-09)
 */
export interface Filter {
  readonly field: string;
  readonly value: string;
  readonly operator: FilterOperator;
}

/** An operator of Partner Center’s filters. */
export type FilterOperator =
  | 'equals'
  | 'not_equals'
  | 'greater_than'
  | 'greater_than_or_equals'
  | 'less_than'
  | 'less_than_or_equals'
  | 'substring'
  | 'starts_with'
  | 'not_starts_with';

/** As Partner Center wants it in the query, before it is encoded. */
export function writeFilter({ field, value, operator }: Filter): string {
  return JSON.stringify({ Field: field, Value: value, Operator: operator });
}
