import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ConformanceTools } from '../../../host/conformance/conformance.ts';

/** Names the regular expression of the specs to run. */
export const FOCUS_VARIABLE = 'EPHEMERAL_VCLUSTER_FOCUS';

/** How many specs run at once. Most of them wait for pods, so that two cores are enough. */
const PROCESSES = 6;

/** A part of ginkgo's report: https://pkg.go.dev/github.com/onsi/ginkgo/v2/types#SpecReport */
interface SpecReport {
  ContainerHierarchyTexts: string[] | null;
  LeafNodeType: string;
  LeafNodeText: string;
  State: string;
  Failure?: { Message: string };
}

export interface SpecRun {
  tools: ConformanceTools;
  kubectl: string;
  kubeconfig: string;
  /** The log and the report are written there. */
  folder: string;
  focus: string;
  /** Regular expressions of specs to leave out. */
  skip: readonly string[];
}

/** Runs Kubernetes' tests, and returns the reason of each spec that failed, and `''` of each that passed. */
export async function runSpecs(run: SpecRun): Promise<Map<string, string>> {
  const { tools, kubectl, kubeconfig, folder, focus, skip } = run;
  const ours = [`--procs=${PROCESSES}`, '--no-color', '--timeout=3h', '--silence-skips'];
  const selection = [`--focus=${focus}`, ...skip.map((it) => `--skip=${it}`)];
  const report = ['--json-report=report.json', `--output-dir=${folder}`];
  const theirs = ['--provider=skeleton', `--kubeconfig=${kubeconfig}`, `--kubectl-path=${kubectl}`];
  const args = [tools.ginkgo, ...ours, ...selection, ...report, tools.tests, '--', ...theirs];
  // At a low priority, so that the control planes of host and cluster stay responsive.
  const child = spawn('nice', ['-n', '10', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.all([
    pipeline(child.stdout, createWriteStream(join(folder, 'log.txt'))),
    once(child, 'exit'),
  ]);
  const [suite] = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as {
    SpecReports: SpecReport[];
  }[];
  const specs = suite?.SpecReports ?? [];
  return new Map(
    specs
      .filter(({ LeafNodeType, State }) => LeafNodeType === 'It' && State !== 'skipped')
      .map((spec) => [
        [...(spec.ContainerHierarchyTexts ?? []), spec.LeafNodeText].join(' '),
        spec.State === 'passed' ? '' : (spec.Failure?.Message ?? spec.State),
      ]),
  );
}
