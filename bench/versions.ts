import { saveResult } from './result.ts';
import { median } from './statistics.ts';
import { timedProgram } from './timed-program.ts';

const PROGRAMS: Record<string, string[]> = {
  'node alone': ['--eval', '0'],
  'CLI verb `versions`': ['dist/index.js', 'versions'],
  'action `versions`': ['dist/versions-action/index.js'],
};

/** Measures how long a process takes to print the list of versions, in turns with the start of Node alone. */
export async function benchVersions(options: { runs: number; out: string }): Promise<void> {
  const times = new Map<string, number[]>();
  for (let run = 0; run < options.runs; run++) {
    for (const [name, args] of Object.entries(PROGRAMS)) {
      const time = await timedProgram(process.execPath, args, { GITHUB_OUTPUT: '' });
      times.set(name, [...(times.get(name) ?? []), time]);
    }
  }
  console.log('| milliseconds | median | slowest |\n| --- | --- | --- |');
  for (const [name, all] of times)
    console.log(`| ${name} | ${median(all).toFixed(0)} | ${Math.max(...all).toFixed(0)} |`);
  const medians = [...times].map(([name, all]) => [name, Math.round(median(all))]);
  await saveResult(options.out, 'versions', { milliseconds: Object.fromEntries(medians) });
}
