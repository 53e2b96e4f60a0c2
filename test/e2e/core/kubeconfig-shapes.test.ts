import { afterAll, expect, test } from '@jest/globals';
import { upHost } from '../../host/host.ts';
import { placeShape } from '../../support/kubeconfig/place-shape.ts';
import { startRecorder } from '../../support/kubeconfig/recorder.ts';
import { type Shape, shapesFor } from '../../support/kubeconfig/shapes.ts';
import { runProgram } from '../../support/program.ts';

/* The table of kubeconfigs, judged by the real kubectl. The unit test of the same name compares the product with it. */

const { tools } = await upHost({});
const recorder = await startRecorder();

afterAll(async () => {
  await recorder[Symbol.asyncDispose]();
});

async function byKubectl(shape: Shape) {
  await using placed = await placeShape(recorder, shape);
  const { exitCode, stderr } = await runProgram(tools.kubectl, ['get', '--raw', '/version'], {
    env: placed.env,
  });
  return { exitCode, stderr, seen: recorder.take() };
}

test.each(shapesFor(recorder))('kubectl with $title', async (shape) => {
  const { exitCode, stderr, seen } = await byKubectl(shape);
  const expected = shape.sees ?? shape.kubectlSees;
  if (expected) expect({ stderr, seen }).toEqual({ stderr: expect.any(String), seen: [expected] });
  else expect({ failed: exitCode !== 0, stderr, seen }).toMatchObject({ failed: true, seen: [] });
});
