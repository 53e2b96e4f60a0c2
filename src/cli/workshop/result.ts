import type { FailedHandOut, HandOut } from '../../workshop/hand-out/index.ts';

export interface Result {
  handOuts: readonly HandOut[];
  failed: readonly FailedHandOut[];
}

/** Formats the results of the seats and the folder of the hand-outs as JSON, without the secret kubeconfigs. */
export const resultJson = ({ handOuts, failed }: Result, out: string): string =>
  `${JSON.stringify(
    { out, clusters: handOuts.map(({ kubeconfig, ...others }) => others), failed },
    undefined,
    2,
  )}\n`;
