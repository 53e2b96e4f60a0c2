import { median } from './statistics.ts';

/** What each gave, in the order of measuring, and how they compare. */
export interface Comparison {
  ours: number[];
  kubectl: number[];
  medians: { ours: number; kubectl: number };
  /** Ours by kubectl's. */
  ratio: number;
}

/** Measures the two in turns, `times` each, and changes who begins; one of each before that does not count. */
export async function sideBySide(
  times: number,
  measure: Record<'ours' | 'kubectl', () => Promise<number>>,
): Promise<Comparison> {
  const found = { ours: [] as number[], kubectl: [] as number[] };
  for (let round = 0; round <= times; round++) {
    const order = round % 2 ? (['ours', 'kubectl'] as const) : (['kubectl', 'ours'] as const);
    for (const name of order) {
      const value = await measure[name]();
      if (round > 0) found[name].push(value);
    }
  }
  const medians = { ours: median(found.ours), kubectl: median(found.kubectl) };
  return { ...found, medians, ratio: medians.ours / medians.kubectl };
}
