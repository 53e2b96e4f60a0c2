import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createCluster } from '../../../src/core/create/create.ts';
import { writePrivate } from '../../../src/core/private-file.ts';
import { type ConformanceTools, conformanceTools } from '../../host/conformance/conformance.ts';
import { upHost } from '../../host/host.ts';
import { Report } from '../../host/report.ts';
import { HOST_VERSION } from '../../host/versions.ts';
import { type Folder, newFolder } from '../../support/folder.ts';
import { virtualApi } from '../support/cluster/virtual-api.ts';
import { figures } from '../support/figures.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';
import { startForward } from '../support/network/forward.ts';
import { FOCUS_VARIABLE, runSpecs } from './conformance/run-specs.ts';

/*
 * Kubernetes' own conformance tests in a virtual cluster, through its kubeconfig and tunnel. Those that fail run on the host, too, as control.
 * `npm run e2e -- conformance --focus REGEX` runs the specs of a regular expression.
 */
jest.setTimeout(4 * 3_600_000);

const FOCUS = process.env[FOCUS_VARIABLE] || '\\[Conformance\\]';

const read = <T>(file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'conformance', file), 'utf8')) as T;

/** Specs that are not run here, as regular expressions. */
const LEFT_OUT = read<{ specs: string; why: string }[]>('left-out.json');

/** Specs that pass on the host and fail in a virtual cluster for one reason, and the vcluster.yaml with which they pass there, too. */
interface Difference {
  specs: string[];
  values?: Record<string, unknown>;
}

const DIFFERENCES = read<Difference[]>('differences.json');

let admin: string;
let tools: ConformanceTools;
let host: TestHost;
let asAdmin: TestHost;
let folder: Folder;

beforeAll(async () => {
  ({ kubeconfig: admin } = await upHost({ with: ['conformance'] }));
  tools = await conformanceTools(new Report());
  host = await openTestHost();
  asAdmin = await openTestHost({ as: 'cluster-admin' });
  folder = await newFolder();
});

afterAll(async () => {
  await folder?.[Symbol.asyncDispose]();
  await asAdmin?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

test('each spec that passes on the host passes in a virtual cluster, unless the documentation names it', async () => {
  const inside = await inCluster(FOCUS);
  const failed = failedOf(inside.results);
  const control = await onHost(failed);
  const fails = failed.filter((name) => control.get(name) === '');
  const known = new Set(DIFFERENCES.flatMap(({ specs }) => specs));
  const unknown = fails.filter((name) => !known.has(name));
  const again = await withValues(fails);
  const stillFail = failedOf(again);
  figures(
    'conformance',
    `${inside.results.size} specs`,
    `${inside.results.size - failed.length} pass in the cluster`,
    `${failed.length - fails.length} fail on the host, too`,
    `${fails.length} fail in the cluster alone, ${fails.length - unknown.length} of them known`,
    `${again.size - stillFail.length} of these pass with the values of the documentation`,
    `${inside.connections} connections through the tunnel, ${inside.dropped} dropped`,
  );
  for (const name of unknown) figures('conformance', name, firstLine(inside.results.get(name)));
  for (const name of known)
    if (inside.results.get(name) === '') figures('conformance passes now', name);
  expect(inside.results.size).toBeGreaterThan(0);
  // A spec that the control did not run would count as failing there.
  expect(failed.filter((name) => !control.has(name))).toEqual([]);
  expect(unknown).toEqual([]);
  expect(stillFail.map((name) => `${name}: ${firstLine(again.get(name))}`)).toEqual([]);
  expect(inside.dropped).toBe(0);
});

/** Runs specs in a new virtual cluster, through its tunnel. */
async function inCluster(focus: string, values?: Difference['values']) {
  // Some values need a ClusterRole.
  const { runtime, spec: specOf } = values ? asAdmin : host;
  const given = values && { values };
  const spec = specOf({ kubernetesVersion: HOST_VERSION, ...given });
  await using cluster = await createCluster(runtime, spec);
  const { server: tunnel } = virtualApi(cluster.kubeconfig);
  await using forward = await startForward({ host: tunnel.hostname, port: Number(tunnel.port) });
  const text = readFileSync(cluster.kubeconfig, 'utf8');
  const counted = `${cluster.kubeconfig}-counted`;
  await writePrivate(counted, text.replace(tunnel.host, `${tunnel.hostname}:${forward.port}`));
  const results = await run(counted, focus);
  return { results, connections: forward.connections(), dropped: forward.dropped() };
}

/** Runs those of these specs in clusters with other values that the documentation says to pass with them. */
async function withValues(names: readonly string[]): Promise<Map<string, string>> {
  const results = new Map<string, string>();
  for (const { specs, values } of DIFFERENCES) {
    const these = specs.filter((name) => names.includes(name));
    if (!values || these.length === 0) continue;
    for (const [name, reason] of (await inCluster(exactly(these), values)).results)
      results.set(name, reason);
  }
  return results;
}

const onHost = async (names: readonly string[]): Promise<Map<string, string>> =>
  names.length > 0 ? run(admin, exactly(names)) : new Map();

function run(kubeconfig: string, focus: string): Promise<Map<string, string>> {
  const skip = LEFT_OUT.map(({ specs }) => specs);
  const own = mkdtempSync(join(folder.path, 'specs-'));
  return runSpecs({ tools, kubectl: host.tools.kubectl, focus, skip, kubeconfig, folder: own });
}

const failedOf = (results: ReadonlyMap<string, string>): string[] =>
  [...results].filter(([, reason]) => reason).map(([name]) => name);

/** A regular expression that matches these names. */
const exactly = (names: readonly string[]): string =>
  names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');

const firstLine = (text = ''): string => text.split('\n')[0] ?? '';
