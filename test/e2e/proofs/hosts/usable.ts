import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUSYBOX_IMAGE } from '../../../host/build/images.ts';
import { type DifficultHost, ofContainers, ofPod, WORKLOADS } from './difficult-host.ts';
import { policyAndLimits, quotaAndLimits, trustAndAccounts } from './generated.ts';
import { enforcePodSecurity, setLabels } from './labels.ts';
import type { AnyObject } from './webhook-server.ts';

const ALL = ['*'];
const HELD = ['jobs.batch', 'deployments.apps', 'pods', 'services', 'secrets', 'configmaps'];

/** The values that docs/rights.md gives for namespaces with that level. */
const restrictedValues = (): string =>
  /"restricted"$.*?^```yaml$(.*?)^```$/ms.exec(readFileSync('docs/rights.md', 'utf8'))?.[1] ?? '';

/** The sidecar starts before the other containers, as with `holdApplicationUntilProxyStarts`. */
function addSidecar({ metadata, spec }: AnyObject): void {
  const sidecar = (name: string, command: string[]) => ({ name, image: BUSYBOX_IMAGE, command });
  metadata.annotations = { ...metadata.annotations, 'sidecar.istio.io/status': '{}' };
  metadata.labels = { ...metadata.labels, 'security.istio.io/tlsMode': 'istio' };
  spec.initContainers = [sidecar('istio-init', ['true']), ...(spec.initContainers ?? [])];
  spec.containers = [sidecar('istio-proxy', ['sleep', '3600']), ...spec.containers];
}

/** Hosts on which a cluster with the default inputs is usable. */
export const USABLE: DifficultHost[] = [
  {
    what: 'trust bundles and service accounts in each namespace, as of Istio and OpenShift',
    rules: (host) => host.generate(trustAndAccounts),
  },
  {
    what: 'a NetworkPolicy and a LimitRange in each namespace, as of Kyverno',
    rules: (host) => host.generate(policyAndLimits),
  },
  {
    what: 'a ResourceQuota and a LimitRange in each new namespace',
    rules: (host) => host.generate(quotaAndLimits),
  },
  {
    what: 'images without a tag, or with the tag latest, are refused',
    rules: (host) =>
      host.demand({
        resources: WORKLOADS,
        expression: ofContainers('c.image.matches(":[^/:]+$") && !c.image.endsWith(":latest")'),
        message: 'images need a tag other than latest',
      }),
  },
  {
    what: 'only images of some registries are admitted',
    rules: (host) =>
      host.demand({
        resources: WORKLOADS,
        expression: ofContainers(
          'c.image.startsWith("ghcr.io/") || c.image.startsWith("registry.k8s.io/")',
        ),
        message: 'this registry is not allowed',
      }),
  },
  {
    what: 'Jobs and pods need requests and a memory limit',
    rules: (host) =>
      host.demand({
        resources: WORKLOADS,
        expression: ofContainers(
          'has(c.resources) && has(c.resources.requests) && "cpu" in c.resources.requests && "memory" in c.resources.requests && has(c.resources.limits) && "memory" in c.resources.limits',
        ),
        message: 'containers need requests and a memory limit',
      }),
  },
  {
    what: 'the Pod Security level baseline, and neither node ports nor load balancers',
    rules: async (host) => {
      host.mutate(['namespaces'], enforcePodSecurity('baseline'));
      await host.demand({
        resources: ['services'],
        expression: '!has(object.spec.type) || object.spec.type == "ClusterIP"',
        message: 'only Services of type ClusterIP are allowed',
      });
    },
  },
  {
    what: 'the Pod Security level restricted, with the documented values',
    rules: (host) => host.mutate(['namespaces'], enforcePodSecurity('restricted')),
    inputs: { values: restrictedValues() },
  },
  {
    what: 'pods must not use the network, processes or files of their node',
    rules: (host) =>
      host.demand({
        resources: WORKLOADS,
        expression: ofPod(
          (spec) =>
            `!(has(${spec}.hostNetwork) && ${spec}.hostNetwork) && !(has(${spec}.hostPID) && ${spec}.hostPID) && (!has(${spec}.volumes) || ${spec}.volumes.all(v, !has(v.hostPath)))`,
        ),
        message: 'pods must not use their node',
      }),
  },
  {
    what: 'every object gets foreign labels and annotations, also when it changes',
    rules: (host) => {
      const team = setLabels({ team: 'platform', 'example.com/cost-center': '4711' });
      const mark = (object: AnyObject) => {
        team(object);
        const { metadata } = object;
        metadata.annotations = { ...metadata.annotations, 'example.com/audited': 'true' };
      };
      host.mutate(ALL, mark, ['CREATE', 'UPDATE']);
    },
  },
  {
    what: 'a sidecar in every pod',
    rules: (host) => host.mutate(['pods'], addSidecar),
  },
  {
    what: 'finalizers on objects, which a controller removes after some seconds',
    rules: (host) => host.hold({ resources: HELD, seconds: 2 }),
  },
  {
    what: 'namespaces that are deleted slowly',
    rules: (host) => host.hold({ resources: ['namespaces'], seconds: 20 }),
  },
  {
    what: 'an admission webhook that takes a second for every object',
    rules: (host) => host.mutate(ALL, () => sleep(1_000)),
  },
];
