import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ClusterRef } from '../../../src/core/cluster/ref.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { errorParts } from '../../../src/core/errors.ts';
import { orUndefined } from '../../../src/core/kube/clients.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';
import { objectsIn } from '../../support/namespace-objects.ts';
import { newRef } from '../../support/ref.ts';
import {
  FAILURE_CASES,
  type FailureCase,
  TRANSIENT_CASES,
  type TransientCase,
} from '../support/faults/failure-cases.ts';
import { FaultSetup } from '../support/faults/fault-setup.ts';
import { firstSeen } from '../support/faults/observer.ts';
import { figures } from '../support/figures.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(360_000);

/** Maximum time between the first sign on the host and the error, in seconds. */
const BAR = 15;
const CONCURRENCY = 4;

interface Outcome {
  /** The text of the annotation in a workflow; undefined if the creation succeeded. */
  summary: string | undefined;
  log: string;
  /** Whether the cause became visible on the host; also true if it never is. */
  seen: boolean;
  /** Seconds since it became visible, or since the start of the creation. */
  after: number;
  /** What remains on the host after the failed creation, or after the deletion. */
  left: string[];
}

async function runCase(host: TestHost, failureCase: FailureCase | TransientCase): Promise<Outcome> {
  await using faults = new FaultSetup(host);
  const { spec: overrides, kubeConfig = host.runtime.hostCluster } =
    await failureCase.setUp(faults);
  const spec = host.spec({ timeout: 90_000, preflight: false, ...overrides });
  const ref = newRef(spec);
  const before = await presentOf(host, ref);
  const over = new AbortController();
  const start = Date.now();
  const sight =
    failureCase.visible && firstSeen(host.kube, ref.namespace, failureCase.visible, over.signal);
  if ('resolve' in failureCase) {
    sight?.then((at) => at && failureCase.resolve(host, ref.namespace));
  }
  const log = recordingLog();
  const error = await failureOf({ ...host.runtime, hostCluster: kubeConfig, log }, spec, ref);
  const end = Date.now();
  over.abort();
  const sightedAt = await sight;
  const left = await eventually(
    async () => (await presentOf(host, ref)).filter((id) => !before.includes(id)),
    (ids) => ids.length === 0,
  );
  return {
    summary: error && errorParts(error).summary,
    log: log.lines.join('\n'),
    seen: !sight || sightedAt !== undefined,
    after: (end - (sightedAt ?? start)) / 1_000,
    left,
  };
}

/** Creates a cluster and deletes it. Returns the error, if any. */
async function failureOf(...asked: Parameters<typeof createCluster>): Promise<Error | undefined> {
  try {
    await (await createCluster(...asked)).delete();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Ids of the namespace, if it exists, and of all objects in it. */
async function presentOf(
  { kube, runtime }: TestHost,
  { namespace }: ClusterRef,
): Promise<string[]> {
  const [itself, inside] = await Promise.all([
    orUndefined(kube.core.readNamespace({ name: namespace })),
    objectsIn(runtime.hostCluster, namespace),
  ]);
  return [...(itself ? [`Namespace/${namespace}`] : []), ...inside.map(({ id }) => id)];
}

const outcomes = new Map<string, Outcome>();
let host: TestHost;

beforeAll(async () => {
  host = await openTestHost({ as: 'cluster-admin' });
  const rest = [...TRANSIENT_CASES, ...FAILURE_CASES].values();
  const work = async () => {
    for (const one of rest) outcomes.set(one.cause, await runCase(host, one));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
});

afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
  const failures = FAILURE_CASES.map(({ cause }) => ({ cause, ...outcomes.get(cause) }));
  const [slowest] = failures.toSorted((a, b) => (b.after ?? 0) - (a.after ?? 0));
  figures(
    'causes',
    `${failures.length} failures`,
    `the slowest named ${slowest?.after?.toFixed(1)} s after it was visible (${slowest?.cause})`,
    `${TRANSIENT_CASES.length} transient faults waited for`,
  );
});

describe('the error names the cause in time, and nothing remains:', () => {
  test.each(FAILURE_CASES)('$cause', ({ cause, error, log = /^/ }) => {
    const outcome = outcomes.get(cause);
    expect(outcome?.summary).toMatch(error);
    expect(outcome?.log).toMatch(log);
    expect(outcome).toMatchObject({ seen: true, left: [] });
    expect(outcome?.after).toBeLessThan(BAR);
  });
});

describe('the creation waits for a fault that goes away:', () => {
  test.each(TRANSIENT_CASES)('$cause', ({ cause }) => {
    expect(outcomes.get(cause)).toMatchObject({ summary: undefined, seen: true, left: [] });
  });
});
