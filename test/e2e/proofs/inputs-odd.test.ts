import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { newRunnerTemp, runAction, runPost, savedState } from '../../action/support/run-action.ts';
import { startHttpProxy, startSocksProxy } from '../../support/kubeconfig/proxies.ts';
import { kubectlFor, waitForOutput } from '../support/cluster/kubectl.ts';
import { figures } from '../support/figures.ts';
import { type E2eHost, openE2eHost } from '../support/host/e2e-host.ts';
import { uniqueName } from '../support/host/host-view.ts';
import { mapConcurrently } from '../support/map-concurrently.ts';
import { startForward } from '../support/network/forward.ts';
import { oddKubeconfigs } from './inputs/odd-kubeconfigs.ts';
import { oddSteps } from './inputs/odd-steps.ts';
import { type Common, faultOfOdd } from './inputs/try-odd.ts';

/** Inputs that people have, though they look odd, on the real host: each works, or is refused with its reason. */
jest.setTimeout(600_000);

const CONCURRENCY = 3;

let host: E2eHost;
let common: Common;
const resources = new DisposableStack();

beforeAll(async () => {
  host = await openE2eHost();
  const user = new KubeConfig();
  user.loadFromFile(host.user.kubeconfig);
  const { server = '', caData: ca = '' } = user.getCurrentCluster() ?? {};
  const { hostname, port } = new URL(server);
  const target = { host: hostname, port: Number(port || 443) };
  const direct = resources.use(await startForward(target));
  const ipv6 = resources.use(await startForward(target, '::1'));
  const socks = resources.adopt(await startSocksProxy(direct.port), (it) => it.close());
  const proxy = resources.adopt(await startHttpProxy(direct.port), (it) => it.close());
  const ports = {
    socks: socks.port,
    connect: proxy.port,
    ipv6: ipv6.port,
    plain: await startPlain(),
  };
  const token = user.getCurrentUser()?.token ?? '';
  const { certData, keyData } = host.admin.getCurrentUser() ?? {};
  common = {
    server,
    ca,
    token,
    userName: JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub,
    admin: { 'client-certificate-data': certData, 'client-key-data': keyData },
    ports,
    tenant: async (namespace) => readFileSync((await host.tenant(namespace)).kubeconfig, 'utf8'),
  };
});

/** Starts `kubectl proxy`. Returns its port. */
async function startPlain(): Promise<number> {
  const kubectl = kubectlFor(host.tools.kubectl, host.user.kubeconfig);
  const child = resources.adopt(kubectl.start('proxy', '--port=0'), (it) => it.kill());
  const [, port] = await waitForOutput(child.stdout, /serve on 127\.0\.0\.1:(\d+)/);
  return Number(port);
}

afterAll(async () => {
  resources.dispose();
  await host?.[Symbol.asyncDispose]();
});

let works = 0;
let refused = 0;

test('odd inputs work, or are refused with their reason', async () => {
  const all = [...oddKubeconfigs, ...oddSteps];
  const faults = await mapConcurrently(CONCURRENCY, all, async (odd) => {
    const fault = await faultOfOdd(host, common, odd);
    return fault ? [`${odd.what}: ${fault.slice(-2_000)}`] : [];
  });
  expect(faults.flat()).toEqual([]);
  refused += all.filter((it) => it.refused).length;
  works += all.filter((it) => !it.refused).length;
});

/** Runs the action twice at the same time, then both post steps. */
async function runTwice(inputs: Record<string, string>, env: Record<string, string>) {
  const steps = [0, 1].map(() => ({
    inputs: {
      chart: host.tools.chart,
      'versions-file': host.tools.versions,
      'helm-path': host.tools.helm,
      'host-kubeconfig': readFileSync(host.user.kubeconfig, 'utf8'),
      ...inputs,
    },
    env: { RUNNER_TEMP: newRunnerTemp(), ...env },
  }));
  const mains = await Promise.all(steps.map((step) => runAction(step, 'dist/index.js')));
  const posts = mains.map(({ log }, index) =>
    runPost({ ...steps[index], state: savedState(log) }, 'dist/post.js'),
  );
  return { mains, posts: await Promise.all(posts) };
}

const nameIn = (log: string): string => /^::set-output name=name::(.*)$/m.exec(log)?.[1] ?? '';

// In act, all legs of a matrix have the same variables.
test('the legs of a matrix in act get names of their own', async () => {
  const { mains, posts } = await runTwice(
    {},
    {
      GITHUB_REPOSITORY: 'team/app',
      GITHUB_JOB: 'test',
      GITHUB_ACTION: 'cluster',
      GITHUB_RUN_ID: '1',
      GITHUB_RUN_ATTEMPT: '',
    },
  );
  const names = mains.map(({ log }) => nameIn(log));
  for (const name of names) host.own(`vcluster-${name}`);
  expect([...mains, ...posts].map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(new Set(names).size).toBe(2);
  expect(names.join()).not.toContain('--');
  works++;
});

test('of two jobs with one name, one is refused and leaves the other alone', async () => {
  const name = uniqueName('odd');
  host.own(`vcluster-${name}`);
  const { mains, posts } = await runTwice({ name }, {});
  expect(mains.map(({ code }) => code).toSorted()).toEqual([0, 1]);
  expect(mains.find(({ code }) => code === 1)?.log).toMatch(/^::error.*(exists|in use)/m);
  expect(posts.map(({ code }) => code)).toEqual([0, 0]);
  refused++;
});

test('the figures', () => {
  figures(
    'inputs-odd',
    `${works + refused} odd inputs`,
    `${works} work`,
    `${refused} refused, nothing created`,
  );
});
