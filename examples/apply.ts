import { setTimeout as delay } from 'node:timers/promises';
import {
  AppsV1Api,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  VersionApi,
} from '@kubernetes/client-node';

/**
 * A small integration test. Creates a custom resource definition, which needs a dedicated cluster, with one resource,
 * and a Deployment whose pods become Ready. Needs only KUBECONFIG.
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
  spec: { text: 'Hello from a dedicated cluster' },
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
console.log(`The cluster runs Kubernetes ${gitVersion}.`);

await create(crd);
// The API server serves a new kind only a moment after its definition is created.
await until('Greeting is served', () => create(greeting).then(() => true));
await create(deployment);

const apps = kubeConfig.makeApiClient(AppsV1Api);
await until('both pods are Ready', async () => {
  const { status } = await apps.readNamespacedDeployment(deployment.metadata);
  return status?.readyReplicas === 2;
});

async function create(object: KubernetesObject): Promise<void> {
  // A new client for each object, because a client caches the kinds that the API server has.
  await KubernetesObjectApi.makeApiClient(kubeConfig).create(object);
  console.log(`${object.kind} ${object.metadata?.name} is created.`);
}

/** Retries for one minute. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 60_000; await delay(250)) {
    if (await isSo().catch(() => false)) return console.log(`${what}.`);
  }
  throw new Error(`Timed out after one minute. Expected: ${what}.`);
}
