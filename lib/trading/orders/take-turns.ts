/**
 * Followers of one signal in the order of their turns: each signal of a strategy begins one further, so that nobody is always first into a thin
 * book nor always last. `signals` counts the strategy's signals before this one; `followers` is in a lasting order (by id).
 */
export function takeTurns<T>(followers: readonly T[], signals: number): readonly T[] {
  const first = followers.length === 0 ? 0 : signals % followers.length;
  return [...followers.slice(first), ...followers.slice(0, first)];
}
