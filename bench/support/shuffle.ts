/** The numbers below a count in an order that has nothing to do with them, and is the same in every run. */
export function shuffle(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  let state = 1;
  for (let end = count - 1; end > 0; end--) {
    // A linear congruential generator (Numerical Recipes); nothing but a mixed order is asked of it.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (end + 1);
    [order[end], order[other]] = [order[other] ?? 0, order[end] ?? 0];
  }
  return order;
}
