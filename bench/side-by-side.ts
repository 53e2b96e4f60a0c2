import { median } from './statistics.ts';

/** The values of each side, in the order of measurement, and their ratio. */
export interface Comparison {
  ours: number[];
  kubectl: number[];
  medians: { ours: number; kubectl: number };
  /** The median of ephemeral-vcluster divided by that of kubectl. */
  ratio: number;
}

/**
 * Measures each side `times` times, in turns, and alternates which side goes first. Discards a first round as warm-up.
 */
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
