/** An instant as the contract, records and logs write it: RFC 3339 in UTC. @param at epoch milliseconds */
export function instant(at: number): string {
  return new Date(at).toISOString();
}
