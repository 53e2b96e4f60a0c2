import { resolve } from 'node:path';
import { expect } from '@jest/globals';
import { upHost } from '../../../host/host.ts';
import { addProductImage } from '../../../host/product-image.ts';
import { figures } from '../figures.ts';
import { openE2eHost } from '../host/e2e-host.ts';
import { runAct } from './act.ts';
import { cluster, expression } from './workflow.ts';

const EXAMINE = resolve('test/e2e/proofs/matrix/examine.ts');

/** One job gets the matrix from the `versions` action; then one job per version creates and uses a cluster of it. */
const workflow = (range: string): string => `
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
          ended: true
  test:
    needs: versions
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix:
        kubernetes-version: ${expression('fromJSON(needs.versions.outputs.matrix)')}
    steps:
      - uses: actions/checkout@v5
${cluster({ 'kubernetes-version': expression('matrix.kubernetes-version') })}
      - run: node ${EXAMINE} ${expression('matrix.kubernetes-version')}
`;

/** Runs the workflow with `range`, and expects that it examines exactly `versions` and deletes all clusters. */
export async function runMatrix(range: string, versions: readonly string[]): Promise<void> {
  await addProductImage(await upHost({ kubernetes: [...versions] }));
  await using host = await openE2eHost();
  const { code, log } = await runAct({ host: host.user, workflow: workflow(range) });
  const passed = [...log.matchAll(/Kubernetes (\S+) has passed/g)].map(([, version]) => version);
  const why = code === 0 ? '' : log;
  expect({ passed: [...new Set(passed)].toSorted(), why }).toEqual({
    passed: versions.toSorted(),
    why: '',
  });
  // The workflow sets no `name`, so each job of the matrix must get a different one.
  const namespaces = new Set([...log.matchAll(/in namespace (vcluster-\S+)/g)].map(([, it]) => it));
  expect(namespaces.size).toBe(versions.length);
  for (const namespace of namespaces)
    expect(await host.view.hasNamespace(namespace ?? '')).toBe(false);
  figures('matrix', `${versions.join(', ')} · each examined, 0 clusters left`);
}
