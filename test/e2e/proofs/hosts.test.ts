import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { sweep } from '../../../src/core/sweep/sweep.ts';
import { eventually } from '../../support/eventually.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';
import { mapConcurrently } from '../support/map-concurrently.ts';
import { missingNetwork } from '../support/network/job-network.ts';
import { type Ground, openGround } from './hosts/ground.ts';
import { goneOf, otherObjects } from './hosts/other-objects.ts';
import { REFUSING } from './hosts/refusing.ts';
import { LEASE_SECONDS, type Outcome, type Trial, tryHost } from './hosts/try-host.ts';
import { USABLE } from './hosts/usable.ts';

/** Host clusters with webhooks, policies and controllers of other teams: a usable cluster that vanishes, or a refusal. */
jest.setTimeout(1_200_000);

const CONCURRENCY = 4;

const why = missingNetwork();
if (why) console.log(`hosts is skipped: its webhooks are in this process, and ${why}`);
const hostTest = why ? test.skip : test;

const usable: Trial[] = USABLE.map((difficult) => ({ difficult }));
const refusing: Trial[] = REFUSING.map((difficult) => ({ difficult }));
const existing: Trial[] = REFUSING.filter(({ early }) => early).map((difficult) => ({
  difficult,
  existing: true,
}));
const outcomes = new Map<Trial, Outcome>();
const resources = new AsyncDisposableStack();
let ground: Ground;
let others: Map<string, string>;
let slowest = 0;

beforeAll(async () => {
  if (why) return;
  const host = resources.use(await openE2eHost());
  ground = resources.use(await openGround(host));
  others = await otherObjects(ground.kube);
  // The clusters whose runner is killed come first: their leases end while the others are refused.
  await mapConcurrently(CONCURRENCY, [...usable, ...refusing, ...existing], async (trial) => {
    outcomes.set(trial, await tryHost(ground, trial, resources).catch(failed));
  });
  for (const { end } of outcomes.values()) await end;
});

/** The other hosts are tried all the same. */
const failed = (error: Error): Outcome => ({
  code: undefined,
  error: String(error),
  namespace: 'none',
  end: Promise.resolve({ left: [], seconds: 0 }),
});

afterAll(() => resources.disposeAsync());

const titled = (trials: Trial[]) =>
  trials.map((trial) => [trial.difficult.what, trial] as [string, Trial]);

hostTest.each(titled(usable))('usable, and gone with its lease: %s', async (_, trial) => {
  const { code, error, answer, end } = outcomes.get(trial) as Outcome;
  expect({ code, error, answer }).toEqual({ code: 0, error: '', answer: 'configmap/used' });
  const { left, seconds } = await end;
  expect(left).toEqual([]);
  slowest = Math.max(slowest, seconds);
});

hostTest.each(titled(refusing))('refused with the reason: %s', async (_, trial) => {
  const { code, error, post, end } = outcomes.get(trial) as Outcome;
  expect({ code, post }).toEqual({ code: 1, post: '' });
  expect(error).toMatch(trial.difficult.refused ?? '');
  expect((await end).left).toEqual([]);
});

hostTest.each(titled(existing))('refused before anything is created: %s', async (_, trial) => {
  const { code, error, post, end } = outcomes.get(trial) as Outcome;
  expect({ code, post }).toEqual({ code: 1, post: '' });
  expect(error).toMatch(trial.difficult.refused ?? '');
  expect(error).toMatch('nothing was created');
  expect((await end).left).toEqual([]);
});

hostTest('the namespaces are swept, and nothing else is gone', async () => {
  const user = new KubeConfig();
  user.loadFromFile(ground.host.user.kubeconfig);
  const namespaces = usable.map((it) => outcomes.get(it)?.namespace ?? '');
  // By now they contain what the controllers of the test created for others.
  for (const [uid, name] of await otherObjects(ground.kube)) others.set(uid, name);
  const kept = await eventually(
    async () => {
      const { objects } = await sweep({ hostCluster: user }, { olderThan: LEASE_SECONDS * 1_000 });
      const there = await Promise.all(namespaces.map((it) => ground.host.view.hasNamespace(it)));
      return namespaces.flatMap((name, index) =>
        there[index] ? [objects.find((it) => it.name === name) ?? name] : [],
      );
    },
    (found) => found.length === 0,
    90,
  );
  expect(kept).toEqual([]);
  expect(await goneOf(ground.kube, others)).toEqual([]);
  figures(
    'hosts',
    `${usable.length + refusing.length} hosts`,
    `${usable.length} usable and gone, the last ${slowest.toFixed(0)} s after its runner was killed, with a lease of ${LEASE_SECONDS} s`,
    `${refusing.length} refused with the reason, ${existing.length} of them in an existing namespace before anything was created`,
    `0 objects and 0 namespaces left, ${others.size} others untouched`,
  );
});
