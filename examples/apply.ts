import { setTimeout as delay } from 'node:timers/promises';
import {
  AppsV1Api,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  VersionApi,
} from '@kubernetes/client-node';

/**
 * What an integration test does, in small: a custom resource definition with a resource of it, which need a cluster
 * of one's own, and a Deployment whose pods become Ready. Knows nothing but KUBECONFIG.
 */
const kubeConfig = new KubeConfig();
kubeConfig.loadFromDefault();

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'greetings.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'greetings', singular: 'greeting', kind: 'Greeting' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', properties: { text: { type: 'string' } } },
            },
          },
        },
      },
    ],
  },
};

const greeting = {
  apiVersion: 'example.com/v1',
  kind: 'Greeting',
  metadata: { name: 'hello', namespace: 'default' },
  spec: { text: 'Hello from a cluster of my own' },
};

const labels = { app: 'web' };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'docker.io/library/busybox:1.36',
            imagePullPolicy: 'IfNotPresent',
            command: ['httpd', '-f', '-p', '8080'],
            readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
          },
        ],
      },
    },
  },
};

const { gitVersion } = await kubeConfig.makeApiClient(VersionApi).getCode();
console.log(`The cluster is Kubernetes ${gitVersion}.`);

await create(crd);
// A new kind is served a moment after its definition was made.
await until('Greeting is served', () => create(greeting).then(() => true));
await create(deployment);

const apps = kubeConfig.makeApiClient(AppsV1Api);
await until('both pods are Ready', async () => {
  const { status } = await apps.readNamespacedDeployment(deployment.metadata);
  return status?.readyReplicas === 2;
});

async function create(object: KubernetesObject): Promise<void> {
  // Made anew, since it remembers which kinds there are.
  await KubernetesObjectApi.makeApiClient(kubeConfig).create(object);
  console.log(`${object.kind} ${object.metadata?.name} is made.`);
}

/** Tries for a minute. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 60_000; await delay(250)) {
    if (await isSo().catch(() => false)) return console.log(`${what}.`);
  }
  throw new Error(`Not within a minute: ${what}.`);
}
