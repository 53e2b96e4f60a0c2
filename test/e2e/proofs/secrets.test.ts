import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Folder, newFolder } from '../../support/folder.ts';
import { runAct } from '../support/action/act.ts';
import { cluster, script, workflow } from '../support/action/workflow.ts';
import { figures } from '../support/figures.ts';
import { type E2eHost, openE2eHost } from '../support/host/e2e-host.ts';
import { uniqueName } from '../support/host/host-view.ts';
import { noteFiles } from './secrets/files.ts';
import { KnownSecrets } from './secrets/known.ts';
import { noteProcesses } from './secrets/processes.ts';
import { Traces } from './secrets/traces.ts';

/** Runs whole jobs, collects every text that they leave anywhere, and searches it for keys, tokens and credentials. */
jest.setTimeout(300_000);

const LOOK_EVERY = 100;

let host: E2eHost;
let folder: Folder;
const traces = new Traces();
const secrets = new KnownSecrets();
let jobs = 0;

beforeAll(async () => {
  host = await openE2eHost();
  folder = await newFolder();
  secrets.addKubeconfig(readFileSync(host.user.kubeconfig, 'utf8'));
});

afterAll(async () => {
  await folder?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

interface Job {
  inputs?: Record<string, string>;
  steps?: string[];
  /** The job is cancelled when the log contains this. */
  cancelAt?: string;
}

/** Runs a job, and keeps collecting its processes and files while it runs. */
async function watched({ inputs, steps = [], cancelAt }: Job): Promise<string> {
  const name = uniqueName('secrets');
  const end = new AbortController();
  let home = '';
  const looking = setInterval(() => {
    if (!home) return;
    noteProcesses(traces, home);
    noteFiles(traces, home);
  }, LOOK_EVERY);
  const gathering = setInterval(() => {
    secrets.addSecretsOf(host.view.kube, `vcluster-${name}`).catch(() => {});
  }, 1_000);
  try {
    const { log } = await runAct({
      host: host.user,
      workflow: workflow(cluster({ name, ...inputs }), ...steps),
      onStart: (started) => {
        home = started;
      },
      onLine: (line) => {
        if (cancelAt && line.includes(cancelAt)) end.abort('SIGINT');
      },
      end: end.signal,
    });
    traces.add('log', log);
    jobs++;
    return log;
  } finally {
    clearInterval(looking);
    clearInterval(gathering);
  }
}

/** Keeps the kubeconfig of the job, so that the test can search for its secrets. */
const keepKubeconfig = (): string => script(`cp "$KUBECONFIG" ${join(folder.path, 'kubeconfig')}`);

function addKubeconfig(): void {
  secrets.addKubeconfig(readFileSync(join(folder.path, 'kubeconfig'), 'utf8'));
}

test('a job with diagnostics succeeds', async () => {
  const log = await watched({
    inputs: { diagnostics: 'always' },
    steps: [keepKubeconfig(), script('kubectl get nodes')],
  });
  expect(log).toContain('Job succeeded');
  expect(traces.sources(/-diagnostics\/README\.md$/)).toHaveLength(1);
  addKubeconfig();
});

/** Creates a pod that prints a token and a password, and crashes. Uses files, because all users see arguments. */
const trouble = (file: string): string[] => [
  script(
    `kubectl create token default > ${file}.token && head -c 24 /dev/urandom | base64 > ${file}.password`,
  ),
  script(
    `printf '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"crashing"},"spec":{"containers":[{"name":"main","image":"docker.io/library/busybox:1.36","env":[{"name":"TOKEN","value":"%s"},{"name":"PASSWORD","value":"%s"}],"command":["sh","-c","echo came this far; echo $TOKEN; echo word: $PASSWORD; exit 7"]}]}}' "$(cat ${file}.token)" "$(cat ${file}.password)" > ${file}.json`,
  ),
  script(
    `kubectl create -f ${file}.json && until kubectl get pod crashing -o jsonpath={.status.containerStatuses[0].state.waiting.reason} | grep -q BackOff; do sleep 1; done`,
  ),
];

test('a job with a pod that prints secrets fails, with diagnostics', async () => {
  const file = join(folder.path, 'trouble');
  const log = await watched({ steps: [keepKubeconfig(), ...trouble(file), script('exit 3')] });
  expect(log).toContain('not ready: default/crashing');
  expect(log).toContain('came this far');
  expect(traces.sources(/-diagnostics\/cluster\/logs\/default\/crashing\//)).not.toEqual([]);
  for (const ending of ['token', 'password'])
    secrets.add(readFileSync(`${file}.${ending}`, 'utf8'));
  addKubeconfig();
});

test('a creation fails, with diagnostics', async () => {
  const values = '{ controlPlane: { statefulSet: { image: { registry: "127.0.0.1:1" } } } }';
  const log = await watched({ inputs: { values: `'${values}'`, timeout: '60s' } });
  expect(log).toContain('127.0.0.1:1');
  expect(log).toContain('Collect diagnostics');
});

test('a job is cancelled', async () => {
  const log = await watched({
    steps: [keepKubeconfig(), script('echo now it is used; sleep 60')],
    cancelAt: '| now it is used',
  });
  expect(log).toContain('now it is used');
  addKubeconfig();
});

test('none of these jobs has left a secret anywhere', () => {
  expect(secrets.forms.size).toBeGreaterThan(100);
  for (const seen of [/^environment of .*keeper/, /^environment of .*helm/, /keeper\.log$/]) {
    expect(traces.sources(seen)).not.toEqual([]);
  }
  expect(traces.sources(/^open to others/)).toEqual([]);
  const hits = traces.holding(secrets.forms);
  figures(
    'secrets',
    `${jobs} jobs`,
    `${traces.count} texts`,
    `${(traces.bytes / 1e6).toFixed(1)} MB searched`,
    `${secrets.forms.size} secrets searched for`,
    `${hits.length} hits`,
  );
  expect(hits).toEqual([]);
});
