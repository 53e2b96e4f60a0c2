/** Returns the one of `names` that the user probably meant by `name`; undefined if none is similar. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((it) => ({ it, distance: distanceOf(name.toLowerCase(), it.toLowerCase()) }))
    .filter(({ it, distance }) => distance <= Math.max(2, Math.floor(it.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.it;
}

/** The Levenshtein distance: how many letters must be changed, added or removed. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const [above = 0, aboveNext = 0, left = 0] = [row[column], row[column + 1], next[column]];
      next.push(Math.min(aboveNext + 1, left + 1, above + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
