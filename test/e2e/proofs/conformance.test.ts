import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { createCluster } from '../../../src/core/create/create.ts';
import { writePrivate } from '../../../src/core/private-file.ts';
import { conformanceTools } from '../../host/conformance/conformance.ts';
import { upHost } from '../../host/host.ts';
import { Report } from '../../host/report.ts';
import { HOST_VERSION } from '../../host/versions.ts';
import { newFolder } from '../../support/folder.ts';
import { virtualApi } from '../support/cluster/virtual-api.ts';
import { figures } from '../support/figures.ts';
import { openTestHost } from '../support/host/test-host.ts';
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
/** Specs that pass on the host and fail in a virtual cluster. */
const DIFFERENCES = read<{ specs: string[]; why: string }[]>('differences.json');

/** A regular expression that matches this text. */
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

test('each spec that passes on the host passes in a virtual cluster, unless the documentation names it', async () => {
  const { kubeconfig: admin } = await upHost({ with: ['conformance'] });
  await using host = await openTestHost();
  await using folder = await newFolder();
  const tools = await conformanceTools(new Report());
  const results = async (name: string, kubeconfig: string, focus: string) => {
    const target = join(folder.path, name);
    mkdirSync(target);
    const common = { tools, kubectl: host.tools.kubectl, focus };
    const skip = LEFT_OUT.map(({ specs }) => specs);
    return runSpecs({ ...common, skip, kubeconfig, folder: target });
  };

  const spec = host.spec({ kubernetesVersion: HOST_VERSION });
  await using cluster = await createCluster(host.runtime, spec);
  const { server: tunnel } = virtualApi(cluster.kubeconfig);
  using forward = await startForward({ host: tunnel.hostname, port: Number(tunnel.port) });
  const text = readFileSync(cluster.kubeconfig, 'utf8');
  const counted = join(folder.path, 'kubeconfig');
  await writePrivate(counted, text.replace(tunnel.host, `${tunnel.hostname}:${forward.port}`));

  const inCluster = await results('cluster', counted, FOCUS);
  const failed = [...inCluster].filter(([, reason]) => reason).map(([name]) => name);
  const onHost =
    failed.length > 0
      ? await results('host', admin, failed.map(literally).join('|'))
      : new Map<string, string>();
  const fails = failed.filter((name) => onHost.get(name) === '');
  const known = new Set(DIFFERENCES.flatMap(({ specs }) => specs));
  const unknown = fails.filter((name) => !known.has(name));
  figures(
    'conformance',
    `${inCluster.size} specs`,
    `${inCluster.size - failed.length} pass in the cluster`,
    `${failed.length - fails.length} fail on the host, too`,
    `${fails.length} fail in the cluster alone, ${fails.length - unknown.length} of them known`,
    `${forward.connections()} connections through the tunnel, ${forward.dropped()} dropped`,
  );
  for (const name of unknown)
    figures('conformance', name, inCluster.get(name)?.split('\n')[0] ?? '');
  for (const name of known) if (inCluster.get(name) === '') figures('conformance passes now', name);
  expect(inCluster.size).toBeGreaterThan(0);
  // A spec that the control did not run would count as failing there.
  expect(failed.filter((name) => !onHost.has(name))).toEqual([]);
  expect(unknown).toEqual([]);
  expect(forward.dropped()).toBe(0);
});
