import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { orUndefined } from '../../../src/core/kube/clients.ts';
import { upHost } from '../../host/host.ts';
import { eventually } from '../../support/eventually.ts';
import { runAct } from '../support/action/act.ts';
import { figures } from '../support/figures.ts';
import { type E2eHost, openE2eHost } from '../support/host/e2e-host.ts';
import { uniqueName } from '../support/host/host-view.ts';
import { type Block, blocksOf, pages, scriptsOf } from '../support/tutorials/blocks.ts';
import { type Machine, openMachine } from '../support/tutorials/machine.ts';
import { runnable, useTestsOfReader } from '../support/tutorials/workflow.ts';

jest.setTimeout(300_000);

const blocks = pages().flatMap((page) => blocksOf(page));
const toRun = blocks.filter(({ notRun }) => !notRun);
const countOf = (wanted: Block['kind']) => blocks.filter(({ kind }) => kind === wanted).length;
const titled = (kind: Block['kind']) =>
  toRun
    .filter((block) => block.kind === kind)
    .map((block) => [`${block.page}:${block.line}`, block] as const);

/** The namespaces that the pages name. */
const NAMESPACES = ['ci-1', 'ci-2', 'ci-3'];

let host: E2eHost;
let machine: Machine;
/** Paths of kubeconfigs. */
let admin: string;
let user: string;
let hostServer: string;
const score = { shell: 0, workflow: 0, failures: 0, onHost: 0 };

beforeAll(async () => {
  const { kubeconfig } = await upHost({ with: ['tekton'] });
  host = await openE2eHost();
  machine = await openMachine(host.user);
  for (const name of NAMESPACES) {
    const found = await eventually(
      () => orUndefined(host.view.kube.core.readNamespace({ name })),
      (namespace) => namespace === undefined,
    );
    if (found)
      throw new Error(
        `namespace ${name} of the pages exists on this host; delete it if an interrupted run left it`,
      );
    host.own(name);
  }
  user = host.user.kubeconfig;
  admin = await adminOf(kubeconfig, host.own(uniqueName('tutorials')));
  hostServer = host.admin.getCurrentCluster()?.server ?? '';
});
afterAll(async () => {
  await machine?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
  const notRun = blocks.filter((block) => block.notRun);
  const reasons = Object.entries(Object.groupBy(notRun, ({ notRun: why = '' }) => why));
  figures(
    'tutorials',
    `${score.shell} of ${countOf('shell')} shell blocks and ${score.workflow} of ${countOf('workflow')} workflows ran`,
    ...reasons.map(([why, those = []]) => `${those.length} not run: ${why}`),
    `${score.failures} failed creations, ${score.onHost} tests on the host`,
  );
});

/** The kubeconfig of an administrator whose current namespace is that of the test. */
async function adminOf(kubeconfig: string, namespace: string): Promise<string> {
  await host.view.kube.core.createNamespace({ body: { metadata: { name: namespace } } });
  const script = `cp ${kubeconfig} admin.kubeconfig; kubectl config set-context --current --namespace ${namespace}`;
  const KUBECONFIG = join(machine.path, 'admin.kubeconfig');
  expect(await machine.run(script, { KUBECONFIG })).toMatchObject({ exitCode: 0 });
  return KUBECONFIG;
}

/** Jobs and people use the user of `deploy/rbac`; what prepares the host cluster is for its administrator. */
const kubeconfigFor = (script: string): string =>
  /(^|\$\()ephemeral-vcluster \w/m.test(script) ? user : admin;

test('every page has blocks that are run or say why not', () => {
  for (const page of ['README.md', 'docs/cli.md', 'docs/rights.md', 'tekton/README.md'])
    expect(toRun.map((block) => block.page)).toContain(page);
  for (const { notRun } of blocks) expect(notRun ?? 'run').not.toBe('');
});

test.each(titled('shell'))('runs as written: %s', async (_, block) => {
  for (const script of scriptsOf(block)) {
    const before = machine.tested().length;
    const elsewhere = block.alternatives && { HOME: mkdtempSync(join(machine.path, 'home-')) };
    const env = { KUBECONFIG: kubeconfigFor(block.text), ...elsewhere };
    const { exitCode, output } = await machine.run(script, env);
    expect({ exitCode, why: exitCode === 0 ? '' : output }).toEqual({ exitCode: 0, why: '' });
    const servers = machine.tested().slice(before);
    expect(servers).toHaveLength(script.includes('npm test') ? 1 : 0);
    expect(servers).not.toContain(hostServer);
  }
  score.shell += 1;
});

/** The secret is the kubeconfig that the commands in docs/rights.md have written. */
test.each(titled('workflow'))('runs as written: %s', async (_, { text }) => {
  const kubeconfig = join(machine.path, 'host.kubeconfig');
  const hostOfTenant = { ...host.user, kubeconfig };
  const { code, log } = await runAct({
    host: hostOfTenant,
    workflow: runnable(text),
    onStart: useTestsOfReader,
  });
  expect({ code, why: code === 0 ? '' : log }).toEqual({ code: 0, why: '' });
  expect(log).toMatch(/kube-system/);
  expect(await host.objectIdsIn('ci-1')).not.toContainEqual(expect.stringMatching(/^Job\//));
  const tenant = new KubeConfig();
  tenant.loadFromString(readFileSync(kubeconfig, 'utf8'));
  expect(log).not.toContain(tenant.getCurrentUser()?.token);
  score.workflow += 1;
});

const withTests = titled('shell').filter(([, { text }]) => text.includes('npm test'));

/** With the credentials of a tenant, who may not create a namespace, and with a chart that does not exist. */
const failures = (): { env: Record<string, string>; reason: string }[] => [
  { env: { KUBECONFIG: join(machine.path, 'host.kubeconfig') }, reason: 'nothing was created' },
  {
    env: { KUBECONFIG: user, CHART: '/does/not/exist.tgz' },
    reason: 'must be a vcluster chart',
  },
];

test.each(withTests)(
  'runs no test on the host cluster if the creation fails: %s',
  async (_, block) => {
    for (const { env, reason } of failures()) {
      const before = machine.tested().length;
      const { output } = await machine.run(block.text, env);
      expect(output).toContain(reason);
      const onHost = machine
        .tested()
        .slice(before)
        .filter((server) => server === hostServer);
      score.failures += 1;
      score.onHost += onHost.length;
      expect(onHost).toEqual([]);
    }
  },
);
