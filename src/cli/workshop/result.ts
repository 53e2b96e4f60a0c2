import type { FailedHandOut, HandOut } from '../../workshop/hand-out/index.ts';

export interface Result {
  handOuts: readonly HandOut[];
  failed: readonly FailedHandOut[];
}

/** What became of the seats, and where their hand-outs are; without what is secret in them. */
export const resultJson = ({ handOuts, failed }: Result, out: string): string =>
  `${JSON.stringify(
    { out, clusters: handOuts.map(({ kubeconfig, ...others }) => others), failed },
    undefined,
    2,
  )}\n`;
