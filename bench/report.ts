import { median } from './statistics.ts';

/** One cluster of each side, measured one after the other, in milliseconds. */
export interface Pair {
  cli: number;
  ours: number;
  phases: { name: string; milliseconds: number }[];
}

/** The content of the JSON file: all times in milliseconds, and the ratio of the medians. */
export interface Result {
  pairs: Pair[];
  medians: { cli: number; ours: number };
  ratio: number;
  phases: Record<string, number>;
}

/** Prints the tables and returns the numbers in them. */
export function printReport(pairs: Pair[]): Result {
  const medians = {
    cli: median(pairs.map((it) => it.cli)),
    ours: median(pairs.map((it) => it.ours)),
  };
  const names = pairs[0]?.phases.map(({ name }) => name) ?? [];
  const phases = Object.fromEntries(names.map((name) => [name, medianOf(pairs, name)]));
  const ratio = medians.ours / medians.cli;
  console.log('| time to a ready cluster, seconds | median | all |\n| --- | --- | --- |');
  console.log(
    row(
      'vcluster create + connect',
      medians.cli,
      pairs.map((it) => it.cli),
    ),
  );
  console.log(
    row(
      'ephemeral-vcluster',
      medians.ours,
      pairs.map((it) => it.ours),
    ),
  );
  console.log(`| **ratio** | **${ratio.toFixed(2)}** | ${pairs.length} pairs |`);
  console.log('\n| phases of ephemeral-vcluster, seconds | median |\n| --- | --- |');
  for (const [name, milliseconds] of Object.entries(phases)) {
    console.log(`| ${name} | ${seconds(milliseconds)} |`);
  }
  return { pairs, medians, ratio, phases };
}

const medianOf = (pairs: Pair[], name: string): number =>
  median(pairs.map(({ phases }) => phases.find((it) => it.name === name)?.milliseconds ?? 0));

const row = (title: string, middle: number, all: number[]): string =>
  `| ${title} | ${seconds(middle)} | ${all.map(seconds).join(', ')} |`;

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(1);
