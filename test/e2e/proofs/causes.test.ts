import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ClusterRef } from '../../../src/core/cluster/ref.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { inTwo } from '../../../src/core/errors.ts';
import { orUndefined } from '../../../src/core/kube/clients.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';
import { everythingIn } from '../../support/namespace-objects.ts';
import { newRef } from '../../support/ref.ts';
import {
  PASSING,
  type Passing,
  PROVOCATIONS,
  type Provocation,
} from '../support/faults/failure-cases.ts';
import { Stage } from '../support/faults/fault-setup.ts';
import { firstSeen } from '../support/faults/observer.ts';
import { figures } from '../support/figures.ts';
import { realWorld, type World } from '../support/host/test-host.ts';

jest.setTimeout(360_000);

/** How long the error may come after its cause can be seen on the host, in seconds. */
const BAR = 15;
const AT_A_TIME = 4;

interface Outcome {
  /** What the annotation of a workflow would be; undefined where creation went well. */
  summary: string | undefined;
  log: string;
  /** Whether the cause was to be seen on the host, where it is one that can be. */
  seen: boolean;
  /** Seconds from when it could be seen, or else from the beginning. */
  after: number;
  /** What creation, or deletion where it went well, has left on the host. */
  left: string[];
}

async function provoke(world: World, provocation: Provocation | Passing): Promise<Outcome> {
  await using stage = new Stage(world);
  const { spec: overrides, kubeConfig = world.runtime.hostCluster } = await provocation.set(stage);
  const spec = world.spec({ timeout: 90_000, preflight: false, ...overrides });
  const ref = newRef(spec);
  const before = await presentOf(world, ref);
  const over = new AbortController();
  const start = Date.now();
  const sight =
    provocation.seen && firstSeen(world.kube, ref.namespace, provocation.seen, over.signal);
  if ('mend' in provocation) {
    sight?.then((at) => at && provocation.mend(world, ref.namespace));
  }
  const log = recordingLog();
  const error = await failureOf({ ...world.runtime, hostCluster: kubeConfig, log }, spec, ref);
  const end = Date.now();
  over.abort();
  const sightedAt = await sight;
  const left = await eventually(
    async () => (await presentOf(world, ref)).filter((id) => !before.includes(id)),
    (ids) => ids.length === 0,
  );
  return {
    summary: error && inTwo(error).summary,
    log: log.lines.join('\n'),
    seen: !sight || sightedAt !== undefined,
    after: (end - (sightedAt ?? start)) / 1_000,
    left,
  };
}

/** Creates, and deletes what that gives. */
async function failureOf(...asked: Parameters<typeof createCluster>): Promise<Error | undefined> {
  try {
    await (await createCluster(...asked)).delete();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** The namespace, where it is there, and all that is in it. */
async function presentOf({ kube, runtime }: World, { namespace }: ClusterRef): Promise<string[]> {
  const [itself, inside] = await Promise.all([
    orUndefined(kube.core.readNamespace({ name: namespace })),
    everythingIn(runtime.hostCluster, namespace),
  ]);
  return [...(itself ? [`Namespace/${namespace}`] : []), ...inside.map(({ id }) => id)];
}

const outcomes = new Map<string, Outcome>();
let world: World;

beforeAll(async () => {
  world = await realWorld({ as: 'cluster-admin' });
  const rest = [...PASSING, ...PROVOCATIONS].values();
  const work = async () => {
    for (const one of rest) outcomes.set(one.cause, await provoke(world, one));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
});

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  const failures = PROVOCATIONS.map(({ cause }) => ({ cause, ...outcomes.get(cause) }));
  const [slowest] = failures.toSorted((a, b) => (b.after ?? 0) - (a.after ?? 0));
  figures(
    'causes',
    `${failures.length} failures provoked`,
    `the slowest named ${slowest?.after?.toFixed(1)} s after it could be seen (${slowest?.cause})`,
    `${PASSING.length} troubles that passed were waited for`,
  );
});

describe('what makes creation fail is named in time, and nothing stays:', () => {
  test.each(PROVOCATIONS)('$cause', ({ cause, says, logs = /^/ }) => {
    const outcome = outcomes.get(cause);
    expect(outcome?.summary).toMatch(says);
    expect(outcome?.log).toMatch(logs);
    expect(outcome).toMatchObject({ seen: true, left: [] });
    expect(outcome?.after).toBeLessThan(BAR);
  });
});

describe('what passes is waited for:', () => {
  test.each(PASSING)('$cause', ({ cause }) => {
    expect(outcomes.get(cause)).toMatchObject({ summary: undefined, seen: true, left: [] });
  });
});
