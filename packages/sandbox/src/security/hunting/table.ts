/** What a cell holds. */
export type Cell = string | number | boolean | null;

/** The type of a column, as Defender names it. Instants are texts of one form, in order as texts are. */
export type ColumnType = 'String' | 'DateTime' | 'Int64' | 'Boolean';

/** A column of a table or of a result. */
export interface Column {
  name: string;
  type: ColumnType;
}

/** What a query starts with, and what it gives. */
export interface Table {
  columns: readonly Column[];
  rows: readonly Readonly<Record<string, Cell>>[];
}

/** A query is not good: something in it is unknown, or is written as the sandbox does not know. */
export class QueryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QueryError';
  }
}
