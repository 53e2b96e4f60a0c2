import { resolve } from 'node:path';
import { expect } from '@jest/globals';
import { upHost } from '../../host/host.ts';
import { runAct } from './act.ts';
import { figures } from './figures.ts';
import { uniqueName } from './host-view.ts';
import { openScene } from './scene.ts';
import { cluster, expression } from './workflow.ts';

const EXAMINE = resolve('test/e2e/proofs/matrix/examine.ts');

/** One job that makes the matrix by the sub-action, and one for each version in it, which has a cluster of that version. */
const workflow = (name: string, range: string): string => `
name: matrix
on: push
jobs:
  versions:
    runs-on: ubuntu-latest
    outputs:
      matrix: ${expression('steps.versions.outputs.matrix')}
    steps:
      - uses: actions/checkout@v5
      - uses: ./versions
        id: versions
        with:
          range: "${range}"
  test:
    needs: versions
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix:
        kubernetes-version: ${expression('fromJSON(needs.versions.outputs.matrix)')}
    steps:
      - uses: actions/checkout@v5
${cluster({
  name: `${name}-${expression('strategy.job-index')}`,
  'kubernetes-version': expression('matrix.kubernetes-version'),
})}
      - run: node ${EXAMINE} ${expression('matrix.kubernetes-version')}
`;

/** Runs that workflow over `range`, which stands for `versions`, all of which are examined. */
export async function runMatrix(range: string, versions: readonly string[]): Promise<void> {
  await upHost({ kubernetes: [...versions] });
  await using scene = await openScene();
  const name = uniqueName('matrix');
  const names = versions.map((_, index) => `${name}-${index}`);
  const namespaces = names.map((it) => scene.own(`vcluster-${it}`));
  const { code, log } = await runAct({ host: scene.host, workflow: workflow(name, range) });
  const passed = [...log.matchAll(/Kubernetes (\S+) has passed/g)].map(([, version]) => version);
  expect({ passed: [...new Set(passed)].toSorted(), code, log }).toMatchObject({
    passed: versions.toSorted(),
    code: 0,
  });
  for (const namespace of namespaces) expect(await scene.view.hasNamespace(namespace)).toBe(false);
  figures('matrix', `${versions.join(', ')} · each examined, 0 clusters left`);
}
