import { afterAll, expect, test } from '@jest/globals';
import { chooseHost } from '../../../src/host-cluster/choose-host.ts';
import { type Placed, placeShape } from '../../support/kubeconfig/place-shape.ts';
import { type Seen, startRecorder } from '../../support/kubeconfig/recorder.ts';
import { type Shape, shapesFor } from '../../support/kubeconfig/shapes.ts';
import { WAYS } from '../../support/kubeconfig/ways.ts';

/*
 * Each shape of a kubeconfig, by each way to the host cluster: the API server sees what it sees from kubectl.
 * test/e2e/core/kubeconfig-shapes.test.ts compares the same table with the real kubectl.
 */

const recorder = await startRecorder();
const shapes = shapesFor(recorder);
const { PATH } = process.env;

afterAll(async () => {
  process.env.PATH = PATH;
  await recorder[Symbol.asyncDispose]();
});

/** Chooses the host cluster in an environment. A credential plugin is searched in the PATH of this process. */
function chosen({ env }: Placed) {
  process.env.PATH = env.PATH;
  return chooseHost({}, env).hostCluster;
}

/** What the API server sees by each way, from the first to the last. */
async function seenBy(shape: Shape): Promise<Record<string, Seen[]>> {
  const seen: Record<string, Seen[]> = {};
  for (const [name, way] of Object.entries(WAYS)) {
    await using placed = await placeShape(recorder, shape);
    await way(chosen(placed), placed.folder);
    seen[name] = recorder.take();
  }
  return seen;
}

test('the table has many shapes, each once', () => {
  expect(shapes.length).toBeGreaterThanOrEqual(60);
  expect(new Set(shapes.map(({ title }) => title)).size).toBe(shapes.length);
});

test.each(shapes.filter(({ sees }) => sees))('$title: each way is like kubectl', async (shape) => {
  const expected = Object.keys(WAYS).map((name) => [name, [shape.sees]]);
  expect(await seenBy(shape)).toEqual(Object.fromEntries(expected));
});

test.each(shapes.filter(({ refused }) => refused))(
  '$title: is refused before a request is made',
  async (shape) => {
    await using placed = await placeShape(recorder, shape);
    expect(() => chosen(placed)).toThrow(`KUBECONFIG: `);
    expect(() => chosen(placed)).toThrow(shape.refused);
    expect(recorder.take()).toEqual([]);
  },
);
