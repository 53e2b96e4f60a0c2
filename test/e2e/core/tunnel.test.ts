import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { get } from 'node:https';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { KubeConfig, type V1Pod } from '@kubernetes/client-node';
import { controlPlaneSelector } from '../../../src/core/cluster/labels.ts';
import type { Cluster } from '../../../src/core/create/cluster.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { type Kube, kubeOf } from '../../../src/core/kube/clients.ts';
import { type Kubectl, kubectlFor, waitForOutput } from '../support/cluster/kubectl.ts';
import { ask, requestTo, type VirtualApi, virtualApi } from '../support/cluster/virtual-api.ts';
import { killContainer } from '../support/faults/kill-container.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(180_000);

const POD = 'tool';
const NAMESPACE = 'default';

let host: TestHost;
let cluster: Cluster;
let kube: Kube;
let api: VirtualApi;
let kubectl: Kubectl;

beforeAll(async () => {
  host = await openTestHost();
  cluster = await createCluster(host.runtime, host.spec());
  const virtual = new KubeConfig();
  virtual.loadFromFile(cluster.kubeconfig);
  kube = kubeOf(virtual);
  api = virtualApi(cluster.kubeconfig);
  kubectl = kubectlFor(host.tools.kubectl, cluster.kubeconfig);
  await kube.core.createNamespacedPod({ namespace: NAMESPACE, body: toolPod });
  const wait = ['wait', '--for=condition=Ready', `pod/${POD}`, '--timeout=90s'];
  expect(await kubectl.run(wait)).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

/** A pod that serves a page, and echoes its stdin. */
const toolPod: V1Pod = {
  metadata: { name: POD },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: POD,
        image: 'docker.io/library/busybox:1.36',
        stdin: true,
        command: [
          'sh',
          '-c',
          'mkdir /www && echo hello >/www/index.html && httpd -p 80 -h /www && while read line; do echo "heard $line"; done',
        ],
      },
    ],
  },
};

test('many HTTP/2 requests share one connection', async () => {
  const session = connectHttp2(api.server, api.tls);
  const asked = Array.from({ length: 200 }, async () => {
    const stream = session.request({ ':path': `/api/v1/namespaces/${NAMESPACE}` });
    const [[headers], body] = await Promise.all([once(stream, 'response'), text(stream)]);
    return `${headers[':status']} ${JSON.parse(body).metadata.name}`;
  });
  expect(new Set(await Promise.all(asked))).toEqual(new Set([`200 ${NAMESPACE}`]));
  session.destroy();
});

test('kubectl exec transfers stdin, stdout and the exit code', async () => {
  const command = ['exec', '-i', POD, '--', 'sh', '-c', 'wc -c; exit 7'];
  const result = await kubectl.run(command, randomBytes(1_000_000));
  expect({ code: result.code, counted: result.stdout.trim() }).toEqual({
    code: 7,
    counted: '1000000',
  });
});

test('kubectl cp copies 20 MB there and back', async () => {
  const [sent, back] = ['sent', 'back'].map((name) => join(host.runtime.workDir, name));
  const content = randomBytes(20_000_000);
  await writeFile(String(sent), content);
  for (const [from, to] of [
    [sent, `${POD}:/tmp/copied`],
    [`${POD}:/tmp/copied`, back],
  ]) {
    const { code, stderr } = await kubectl.run(['cp', String(from), String(to)]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }
  expect(digest(await readFile(String(back)))).toBe(digest(content));
});

const digest = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

test('kubectl attach sends input to the pod, and kubectl logs follows its output', async () => {
  using logs = kubectl.start('logs', '--follow', POD);
  using attached = kubectl.start('attach', '--stdin', POD);
  for (const word of ['hello', 'again']) {
    const heard = new RegExp(`heard ${word}`);
    const answers = Promise.all([logs, attached].map(({ stdout }) => waitForOutput(stdout, heard)));
    attached.stdin.write(`${word}\n`);
    await expect(answers).resolves.toHaveLength(2);
  }
});

test('kubectl port-forward reaches the web server in a pod', async () => {
  using forward = kubectl.start('port-forward', `pod/${POD}`, ':80');
  const [, port] = await waitForOutput(forward.stdout, /127\.0\.0\.1:(\d+) -> 80/);
  const pages = Array.from({ length: 20 }, async () =>
    (await fetch(`http://127.0.0.1:${port}/`)).text(),
  );
  expect(new Set(await Promise.all(pages))).toEqual(new Set(['hello\n']));
});

test('500 watches, each on a separate connection, all see one change', async () => {
  const path = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
  const { resourceVersion } = JSON.parse((await ask(requestTo(api, path))).body).metadata;
  const query = `watch=true&fieldSelector=metadata.name%3Dwatched&resourceVersion=${resourceVersion}`;
  const watches = await Promise.all(
    Array.from({ length: 500 }, () => openWatch(`${path}?${query}`)),
  );
  const seen = watches.map(({ next }) => next);
  const body = { metadata: { name: 'watched' } };
  await kube.core.createNamespacedConfigMap({ namespace: NAMESPACE, body });
  expect(new Set(await Promise.all(seen))).toEqual(new Set(['ADDED watched']));
  for (const watch of watches) watch.close();
});

/** Opens a watch, and waits until the API server has started it; `next` is its next event. */
async function openWatch(path: string) {
  const request = get(requestTo(api, path));
  const [answer] = await once(request, 'response');
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  answer.once('error', reject).once('data', (chunk: Buffer) => {
    const { type, object } = JSON.parse(String(chunk));
    resolve(`${type} ${object.metadata.name}`);
  });
  return { next: promise, close: () => request.destroy() };
}

test('the port listens on 127.0.0.1 and on no other address', async () => {
  const addresses = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ scopeid = 0 }) => scopeid === 0)
    .map(({ address }) => address);
  const others = new Set([...addresses, '::1', '127.0.0.2']);
  others.delete('127.0.0.1');
  const listening = await Promise.all([...others].map((it) => canConnect(it)));
  expect(listening).toEqual(listening.map(() => false));
  expect(await canConnect('127.0.0.1')).toBe(true);
});

async function canConnect(host: string): Promise<boolean> {
  const socket = connect({ host, port: Number(api.server.port) });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test('the address stays valid when the container of the control plane restarts', async () => {
  const { namespace, name } = cluster;
  const labelSelector = controlPlaneSelector(name);
  const { items } = await host.kube.core.listNamespacedPod({ namespace, labelSelector });
  expect(killContainer(String(items[0]?.metadata?.uid), ['/vcluster', 'start'])).toBe(true);
  const { gitVersion } = JSON.parse((await ask(requestTo(api, '/version'))).body);
  expect(gitVersion).toBe(`v${host.tools.kubernetesVersion}`);
});
