import {
  type ColumnDefinitionNode,
  type DataTypeNode,
  type KyselyPlugin,
  OperationNodeTransformer,
  RawNode,
} from 'kysely';

/**
 * Makes the text columns of a new table on Postgres sort by their bytes, as SQLite does: pages by id are the same
 * on both, whatever language the server speaks, and an update of its language data spoils no index.
 */
export const byteOrder: KyselyPlugin = {
  transformQuery: ({ node }) => new ByteOrder().transformNode(node),
  transformResult: async ({ result }) => result,
};

class ByteOrder extends OperationNodeTransformer {
  protected override transformColumnDefinition(node: ColumnDefinitionNode): ColumnDefinitionNode {
    const column = super.transformColumnDefinition(node);
    const isText = (column.dataType as DataTypeNode).dataType === 'text';
    return isText ? { ...column, dataType: RawNode.createWithSql('text collate "C"') } : column;
  }
}
