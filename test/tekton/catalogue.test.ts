import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { lastStage } from '../host/build/dockerfile.ts';
import { type Manifest, manifests, productSteps, stepsOf } from './manifests.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

test('the catalogue has three Tasks and three StepActions', () => {
  expect(manifests.map(([path]) => path).toSorted()).toEqual(
    [
      ...['create', 'delete', 'versions'].map((it) => ['stepaction', it]),
      ...['create', 'delete', 'run'].map((it) => ['task', it]),
    ].map(([kind, it]) => `tekton/${kind}/ephemeral-vcluster-${it}/ephemeral-vcluster-${it}.yaml`),
  );
});

describeEach('has the layout of Artifact Hub', (path, { metadata, spec, kind, apiVersion }) => {
  expect(basename(path, '.yaml')).toBe(metadata.name);
  expect(basename(dirname(path))).toBe(metadata.name);
  expect(apiVersion).toBe(kind === 'Task' ? 'tekton.dev/v1' : 'tekton.dev/v1beta1');
  expect(metadata.labels['app.kubernetes.io/version']).toBe(version);
  expect(Object.keys(metadata.annotations)).toEqual(
    expect.arrayContaining(
      ['pipelines.minVersion', 'categories', 'tags', 'displayName', 'platforms'].map(
        (it) => `tekton.dev/${it}`,
      ),
    ),
  );
  // A summary of one line, an empty line, and the other text.
  expect(spec.description).toMatch(/^[^\n]+\.\n\n?\S/);
});

describeEach('has a README that names its platforms, if it is a Task', (path, { kind }) => {
  if (kind === 'StepAction') return;
  const readme = join(dirname(path), 'README.md');
  expect(existsSync(readme)).toBe(true);
  expect(readFileSync(readme, 'utf8')).toContain('## Platforms');
});

describeEach('describes every param and result', (_, { spec }) => {
  for (const it of [...(spec.params ?? []), ...(spec.results ?? [])])
    expect(it.description).toMatch(/\S/);
});

describeEach(
  'declares every param that it uses, and uses every param that it declares',
  (path, { spec }) => {
    const text = readFileSync(path, 'utf8');
    const used = [...text.matchAll(/\$\(params\.([\w-]+)(?:\[\*\])?\)/g)].map(([, name]) => name);
    const declared = (spec.params ?? []).map(({ name }) => name);
    expect([...new Set(used)].toSorted()).toEqual(declared.toSorted());
  },
);

describeEach('has no script, so that no value is run as code', (_, manifest) => {
  for (const step of stepsOf(manifest)) expect(step.script).toBeUndefined();
});

describeEach('pins the product image to this version', (_, manifest) => {
  for (const { image } of productSteps(manifest))
    expect(image).toBe(`ghcr.io/ephemeral-vcluster/ephemeral-vcluster:${version}`);
});

describeEach('runs the entrypoint of the image', (_, manifest) => {
  const { entrypoint } = lastStage(readFileSync('Dockerfile', 'utf8'));
  for (const { command } of productSteps(manifest)) expect(command).toEqual(entrypoint);
});

describeEach('runs the product image without privileges', (_, manifest) => {
  for (const { securityContext } of productSteps(manifest)) {
    expect(securityContext).toMatchObject({
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
  }
});

describeEach('names its TaskRun and its pod to each step that creates a cluster', (_, manifest) => {
  for (const { args, env = [] } of productSteps(manifest)) {
    if (!args?.includes('create')) continue;
    expect(env.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['RUN_NAMESPACE', 'TASKRUN_NAME', 'TASKRUN_UID', 'POD_UID']),
    );
  }
});

describeEach('reads files relative to the workspace that the params name', (_, { kind, spec }) => {
  const ofFiles = (spec.params ?? []).filter(({ name }) =>
    ['values-file', 'versions-file', 'chart', 'ca-file'].includes(name),
  );
  const relative = ofFiles.filter(({ description }) => description?.includes('`config`'));
  const steps =
    spec.steps?.filter(({ args }) => args?.some((it) => it.startsWith('--chart='))) ?? [];
  // Without workspaces, as in a StepAction, no param may name one.
  const named = kind === 'Task' ? ofFiles : [];
  expect(relative).toEqual(named);
  if (named.length === 0) return;
  expect(spec.workspaces?.map(({ name }) => name)).toContain('config');
  expect(steps.map((it) => it.workingDir)).toEqual(['$(workspaces.config.path)']);
});

/** OpenShift assigns a user to each namespace, and refuses others. */
test.each([...manifests.map(([path]) => path), 'deploy/sweeper.yaml'])(
  '%s leaves the user to the image, which names one that is not root, or to the host cluster',
  (path) => {
    expect(readFileSync(path, 'utf8')).not.toMatch(/runAs(User|Group)|fsGroup/);
    const { user } = lastStage(readFileSync('Dockerfile', 'utf8'));
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  },
);

describeEach('has no result that could hold a secret', (_, { spec }) => {
  // A path, and the name of a Secret, but not their content.
  const harmless = ['kubeconfig', 'kubeconfig-secret'];
  const names = (spec.results ?? []).map(({ name }) => name).filter((it) => !harmless.includes(it));
  for (const name of names) expect(name).not.toMatch(/kubeconfig|secret|token|key|cert|password/);
});

function describeEach(title: string, check: (path: string, manifest: Manifest) => void): void {
  test.each(manifests)(`%s ${title}`, (path, manifest) => check(path, manifest));
}
