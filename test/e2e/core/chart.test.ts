import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadAllYaml, loadYaml, type V1Role } from '@kubernetes/client-node';
import { satisfies } from 'semver';
import { merge } from '../../../src/core/chart/merge-values.ts';
import { profileOf } from '../../../src/core/chart/profile-of.ts';
import { tunedValues } from '../../../src/core/chart/values.ts';
import type { Values } from '../../../src/core/chart/values-input.ts';
import { checkValues } from '../../../src/core/chart/values-schema.ts';
import { KNOWN_ROLES, namespaceRulesFor, type Rule } from '../../../src/core/preflight/rights.ts';
import type { ConnectionMode } from '../../../src/core/spec/spec.ts';
import type { Distro } from '../../../src/core/versions/distros.ts';
import { QUOTAS, quotaValues } from '../../../src/workshop/quota.ts';
import { moduleSource } from '../../host/build/programs.ts';
import { upHost } from '../../host/host.ts';
import { newFolder } from '../../support/folder.ts';
import { runProgram } from '../../support/program.ts';

const HOST_IS_UP = 60_000;

test(
  "the schema of the real chart accepts this tool's values, and rejects a misspelled key",
  async () => {
    const { chart, vclusterVersion } = (await upHost({})).tools;
    const values = tunedValues({
      distro: 'k8s',
      kubernetesVersion: '1.34.4',
      vclusterVersion,
      serviceCIDR: '10.96.0.0/16',
    });
    await checkValues(chart, values);
    await expect(checkValues(chart, { ...values, telemetri: {} })).rejects.toMatchObject({
      problems: [{ input: 'values: telemetri' }],
    });
  },
  HOST_IS_UP,
);

/** Charts whose source is available as a Go module. */
const CHARTS: [version: string, ...distros: Distro[]][] = [
  ['0.20.0', 'k8s', 'k3s', 'k0s'],
  ['0.21.0', 'k8s', 'k3s', 'k0s'],
  ['0.22.1', 'k8s', 'k3s', 'k0s'],
  ['0.23.0', 'k8s', 'k3s', 'k0s'],
  ['0.25.0', 'k8s', 'k3s', 'k0s'],
  ['0.26.0', 'k8s', 'k3s'],
  ['0.27.0', 'k8s', 'k3s'],
  ['0.30.0', 'k8s', 'k3s'],
  ['0.33.1', 'k8s'],
  ['0.34.0', 'k8s'],
  ['0.35.1', 'k8s'],
  ['0.36.1', 'k8s'],
];

test.each(CHARTS)(
  "the schema of chart %s accepts this tool's values, and helm renders objects from them",
  async (vclusterVersion, ...distros) => {
    const { tools } = await upHost({});
    const source = await moduleSource(`github.com/loft-sh/vcluster@v${vclusterVersion}`);
    const chart = join(source, 'chart');
    const profile = profileOf(vclusterVersion);
    for (const distro of distros) {
      const input = { distro, kubernetesVersion: '1.30.2', vclusterVersion };
      const target = { name: 'ci-1', namespace: 'ci' };
      const tuned = profile.tunedValues({ ...input, serviceCIDR: '10.96.0.0/16' });
      const made = async (mode: ConnectionMode) => {
        const values = merge(tuned, profile.valuesIn(target, { mode, hosts: ['a.example.com'] }));
        await checkValues(chart, values);
        return { values, objects: await rendered(tools.helm, chart, values) };
      };
      const { values, objects } = await made('tunnel');
      expect((await made('node-port')).objects).toMatch(/^ {2}type: NodePort$/m);
      expect((await made('load-balancer')).objects).toMatch(/^ {2}type: LoadBalancer$/m);
      expect((await made('ingress')).objects).toMatch(/^ {4}- host: "a\.example\.com"$/m);
      for (const quota of QUOTAS) {
        const limited = merge(
          values,
          quotaValues(quota, { connect: 'node-port', vclusterVersion }),
        );
        await checkValues(chart, limited);
        const made = await rendered(tools.helm, chart, limited);
        expect(made).toContain('- 169.254.0.0/16');
        expect(/^kind: ResourceQuota$/m.test(made)).toBe(quota !== 'none');
      }
      const { initContainers, containers } = profile.podParts(values, input);
      for (const { image } of initContainers) expect(objects).toContain(image);
      // Without the tag: a packaged chart has the version of vcluster, the source of the chart has not.
      const [vclusterImage = ''] = containers.map(({ image }) => image.replace(/:[^:]*$/, ''));
      expect(objects).toContain(vclusterImage);
      expect(objects).not.toMatch(/^kind: ClusterRole/m);
    }
  },
  10 * HOST_IS_UP,
);

/** Each right of the rules, as `GROUP RESOURCE VERB`. */
const rightsIn = (rules: readonly Pick<Rule, 'apiGroup' | 'resources' | 'verbs'>[]): string[] => {
  const rights = rules.flatMap(({ apiGroup, resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => `${apiGroup} ${resource} ${verb}`)),
  );
  return [...new Set(rights)].toSorted();
};

const rulesOfRoles = (objects: string) =>
  (loadAllYaml(objects) as V1Role[])
    .filter(({ kind }) => kind === 'Role')
    .flatMap(({ rules = [] }) => rules)
    .flatMap(({ apiGroups = [''], resources = [], verbs }) =>
      apiGroups.map((apiGroup) => ({ apiGroup, resources, verbs })),
    );

test.each(
  CHARTS.map(([version]) => version)
    .filter((version) => satisfies(version, KNOWN_ROLES))
    .flatMap((version) => ['1.34.0', '1.36.0'].map((host) => [version, host] as const)),
)(
  'the preflight knows the rights that the Role of chart %s has on a Kubernetes %s host',
  async (vclusterVersion, kubernetesVersion) => {
    const { tools } = await upHost({});
    const chart = join(
      await moduleSource(`github.com/loft-sh/vcluster@v${vclusterVersion}`),
      'chart',
    );
    const tuned = tunedValues({ distro: 'k8s', kubernetesVersion, vclusterVersion });
    const known = namespaceRulesFor(vclusterVersion, kubernetesVersion);
    const flags = ['--kube-version', kubernetesVersion];
    const made = rulesOfRoles(await rendered(tools.helm, chart, tuned, flags));
    expect(rightsIn(known.filter(({ need }) => need === 'granted'))).toEqual(rightsIn(made));
  },
  HOST_IS_UP,
);

/** The last values in `docs/rights.md`. */
const assignedUserValues = (): Values => {
  const blocks = [...readFileSync('docs/rights.md', 'utf8').matchAll(/```yaml\n(.*?)```/gs)];
  return loadYaml(blocks.at(-1)?.[1] ?? '');
};

test(
  'with the values of docs/rights.md for OpenShift, the pod of the control plane names no user',
  async () => {
    const { chart, helm, vclusterVersion } = (await upHost({})).tools;
    const version = { kubernetesVersion: '1.34.4', vclusterVersion };
    const tuned = tunedValues({ distro: 'k8s', ...version, serviceCIDR: '10.96.0.0/16' });
    // The same search finds the user that the chart names.
    expect(await rendered(helm, chart, tuned)).toContain('runAsUser: 0');
    const values = merge(tuned, assignedUserValues());
    await checkValues(chart, values);
    const objects = await rendered(helm, chart, values);
    expect(objects).toMatch(/^kind: Deployment$/m);
    expect(objects).not.toMatch(/runAs(User|Group):|fsGroup:/);
  },
  HOST_IS_UP,
);

async function rendered(
  helm: string,
  chart: string,
  values: object,
  flags: readonly string[] = [],
): Promise<string> {
  await using folder = await newFolder();
  const file = join(folder.path, 'values.json');
  await writeFile(file, JSON.stringify(values));
  const args = ['template', 'ci-1', chart, '--namespace', 'ci', '--values', file, ...flags];
  const { stdout, stderr } = await runProgram(helm, args);
  return stdout || stderr;
}
