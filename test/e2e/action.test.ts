import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { unlessGone } from '../../src/core/kube/clients.ts';
import { type Host, upHost } from '../host/host.ts';
import { type ActResult, runAct } from './support/action/act.ts';
import { cluster, expression, script, workflow } from './support/action/workflow.ts';
import { type HostUser, ownNamespacesUser, tenantOf } from './support/host/host-users.ts';
import { type HostView, secretsIn, uniqueName, viewHost } from './support/host/host-view.ts';

/** Runs the built action in act on a real host. Every test asserts what remains on the host afterwards. */
const MINUTE = 60_000;
let host: Host;
/** Access to the host as cluster-admin, for assertions. */
let view: HostView;
/** The jobs use the credentials of `deploy/rbac`. */
let user: HostUser;

beforeAll(async () => {
  host = await upHost({ kubernetes: ['1.33.13'] });
  view = viewHost(host.kubeconfig);
  user = await ownNamespacesUser(uniqueName('user'), { admin: view.admin, folder: newFolder() });
}, 60 * MINUTE);

afterAll(async () => {
  if (user) await view.kube.core.deleteNamespace({ name: user.namespace });
});

const act = (text: string, { kubeconfig }: HostUser = user): Promise<ActResult> =>
  runAct({ host: { kubeconfig, tools: host.tools }, workflow: text });

/** Runs a workflow, and sends `signal` to the runner as soon as the log contains `text`. */
function actUntil(text: string, signal: NodeJS.Signals, workflowText: string): Promise<ActResult> {
  const end = new AbortController();
  const onLine = (line: string) => {
    if (line.includes(text)) end.abort(signal);
  };
  const { kubeconfig } = user;
  return runAct({
    host: { kubeconfig, tools: host.tools },
    workflow: workflowText,
    onLine,
    end: end.signal,
  });
}

/** Waits until the lease and the objects of the cluster `name` are gone. */
async function untilGone(name: string): Promise<void> {
  while ((await view.cluster(name)) || (await view.mainObjectsIn(`vcluster-${name}`)).length > 0) {
    await delay(1_000);
  }
}

/** Creates a folder for files that a test reads after the job. */
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'e2e-'));

async function expectGone(name: string): Promise<void> {
  expect(await view.cluster(name)).toBeUndefined();
  expect(await view.hasNamespace(`vcluster-${name}`)).toBe(false);
}

function secretsAt(path: string): string[] {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(path);
  return secretsIn(kubeConfig);
}

function expectNoSecret(log: string, kubeconfigs: string[]): void {
  const virtual = kubeconfigs.flatMap(secretsAt);
  expect(virtual.length).toBeGreaterThan(kubeconfigs.length - 1);
  for (const secret of [...secretsAt(user.kubeconfig), ...virtual])
    expect(log.includes(secret)).toBe(false);
}

test(
  'a job gets a cluster that runs pods, and nothing of it remains afterwards',
  async () => {
    const name = uniqueName('plain');
    const copy = join(newFolder(), 'kubeconfig');
    const { code, log } = await act(
      workflow(
        cluster({ name, 'kubernetes-version': '1.34' }),
        script(`cp "$KUBECONFIG" ${copy}`),
        script('node examples/apply.ts'),
        script(`echo "server ${expression('steps.cluster.outputs.server')}"`),
      ),
    );
    expect(log).toContain('both pods are Ready');
    expect(log).toContain('server https://127.0.0.1:');
    expect(code).toBe(0);
    await expectGone(name);
    expectNoSecret(log, [copy]);
  },
  5 * MINUTE,
);

test(
  'the example of the README passes',
  async () => {
    const { code, log } = await act(readFileSync('examples/e2e.yml', 'utf8'));
    expect(log).toContain('both pods are Ready');
    expect(code).toBe(0);
  },
  5 * MINUTE,
);

test(
  'the cluster is deleted if a later step fails',
  async () => {
    const name = uniqueName('failing');
    const { code, log } = await act(workflow(cluster({ name }), script('exit 3')));
    expect(code).toBe(1);
    expect(log).toMatch(new RegExp(`${name} is gone after`));
    await expectGone(name);
  },
  5 * MINUTE,
);

test(
  'cleanup: never keeps the cluster until its ttl',
  async () => {
    const name = uniqueName('kept');
    const { code, log } = await act(workflow(cluster({ name, cleanup: 'never', ttl: '1h' })));
    try {
      expect(code).toBe(0);
      expect(log).toContain(`${name} is kept until`);
      const namespace = `vcluster-${name}`;
      const lease = await view.kube.batch.readNamespacedJob({
        name: 'ephemeral-vcluster',
        namespace,
      });
      expect(lease.spec?.activeDeadlineSeconds).toBe(3_600);
      const { items } = await view.kube.core.listNamespacedPod({ namespace });
      expect(items.map(({ status }) => status?.phase)).toContain('Running');
    } finally {
      await view.kube.core.deleteNamespace({ name: `vcluster-${name}` });
    }
  },
  5 * MINUTE,
);

test(
  'cleanup: on-success keeps the cluster of a failed job for inspection',
  async () => {
    const name = uniqueName('inspected');
    const { code, log } = await act(
      workflow(cluster({ name, cleanup: 'on-success' }), script('exit 3')),
    );
    try {
      expect(code).toBe(1);
      expect(log).toContain(`${name} is kept until`);
      expect(await view.cluster(name)).toBeDefined();
    } finally {
      await view.kube.core.deleteNamespace({ name: `vcluster-${name}` });
    }
  },
  5 * MINUTE,
);

test.each([['Take the lease'], ['Wait for the control plane']])(
  'a job that is cancelled at "%s" leaves nothing',
  async (text) => {
    const name = uniqueName('cancelled');
    const { code } = await actUntil(text, 'SIGINT', workflow(cluster({ name })));
    expect(code).not.toBe(0);
    await expectGone(name);
  },
  3 * MINUTE,
);

test.each([['Install the chart'], ['Wait for the control plane'], ['now it is used']])(
  'a cluster whose runner is lost at "%s" is deleted when its lease expires',
  async (text) => {
    const name = uniqueName('lost');
    await actUntil(
      text,
      'SIGKILL',
      workflow(cluster({ name, lease: '30s' }), script('echo now it is used; sleep 60')),
    );
    await untilGone(name);
    // No namespaced object can own a namespace, so an empty one may remain, until another job sweeps it.
    await unlessGone(view.kube.core.deleteNamespace({ name: `vcluster-${name}` }));
  },
  3 * MINUTE,
);

test(
  'two clusters of different versions in one job are independent of each other',
  async () => {
    const [older, newer] = [uniqueName('older'), uniqueName('newer')];
    const folder = newFolder();
    const { code, log } = await act(
      workflow(
        cluster({ name: older, 'kubernetes-version': '1.33.13' }, 'older'),
        script(`cp "$KUBECONFIG" ${folder}/older`),
        script('node examples/apply.ts'),
        cluster({ name: newer, 'kubernetes-version': '1.34.4' }, 'newer'),
        script(`cp "$KUBECONFIG" ${folder}/newer`),
        // Would fail if the objects of the first cluster existed here.
        script('node examples/apply.ts'),
      ),
    );
    expect(log).toContain('The cluster runs Kubernetes v1.33.13.');
    expect(log).toContain('The cluster runs Kubernetes v1.34.4.');
    // Also for 1.33, on a host whose pod status has fields that 1.33 does not know.
    expect(log).not.toContain('pods may stay not Ready');
    expect(log.match(/both pods are Ready/g)).toHaveLength(2);
    expect(code).toBe(0);
    await expectGone(older);
    await expectGone(newer);
    expectNoSecret(log, [`${folder}/older`, `${folder}/newer`]);
  },
  10 * MINUTE,
);

test(
  'only the namespace itself remains of a cluster in an existing namespace',
  async () => {
    const [name, namespace] = [uniqueName('tenant'), uniqueName('namespace')];
    const tenant = await tenantOf(namespace, { admin: view.admin, folder: newFolder() });
    const before = await view.mainObjectsIn(namespace);
    try {
      const path = join(newFolder(), 'deep', 'kubeconfig');
      const { code, log } = await act(
        workflow(
          cluster({ name, namespace, 'export-kubeconfig': "'false'", 'kubeconfig-path': path }),
          script(`test -z "$KUBECONFIG" && KUBECONFIG=${path} node examples/apply.ts`),
        ),
        tenant,
      );
      expect(log).toContain('both pods are Ready');
      expect(code).toBe(0);
      expect(await view.hasNamespace(namespace)).toBe(true);
      expect(await view.mainObjectsIn(namespace)).toEqual(before);
      expect(existsSync(path)).toBe(false);
    } finally {
      await view.kube.core.deleteNamespace({ name: namespace });
    }
  },
  5 * MINUTE,
);

test(
  'invalid inputs fail the step with all problems, before anything is created',
  async () => {
    const name = uniqueName('bad');
    const { code, log } = await act(workflow(cluster({ name, ttl: 'long', cleanup: 'maybe' })));
    expect(code).toBe(1);
    expect(log).toContain('ttl: "long" was given');
    expect(log).toContain('cleanup: "maybe" was given');
    expect(log).toContain('The step did not request a cluster; there is nothing to delete.');
    await expectGone(name);
  },
  MINUTE,
);
