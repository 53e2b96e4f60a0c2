import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubeOf } from '../../../../src/core/kube/clients.ts';
import { type SeatOnHost, seatsOnHost } from '../../../../src/workshop/seats-on-host.ts';
import type { SeatStatus } from '../../../../src/workshop/status.ts';
import type { Tools } from '../../../host/build/tools.ts';
import { openShell, type Shell } from '../cli/shell.ts';
import type { E2eHost } from '../host/e2e-host.ts';
import { uniqueName } from '../host/host-view.ts';

/** A workshop on the real host, run by an organiser who is not a cluster-admin. */
export interface Organiser extends AsyncDisposable {
  name: string;
  shell: Shell;
  /** The folder for the hand-outs. */
  out: string;
  /** Arguments of `workshop create` for `count` attendees. */
  creation(count: number): string[];
  /** Path of the workshop.yaml. */
  file: string;
  seats(): Promise<SeatOnHost[]>;
  status(): Promise<SeatStatus[]>;
}

export async function openWorkshop(host: E2eHost, most: number): Promise<Organiser> {
  const name = uniqueName('ws');
  const shell = await openShell(host);
  const out = join(shell.home, 'hand-outs');
  const kube = kubeOf(host.admin);
  for (let number = 1; number <= most; number++) {
    host.own(`vcluster-${name}-${String(number).padStart(2, '0')}`);
  }
  const file = join(shell.home, 'workshop.yaml');
  await writeFile(join(shell.home, 'welcome.yaml'), WELCOME);
  await writeChart(join(shell.home, 'chart'));
  await writeFile(file, workshopYaml(name, host.tools));
  return {
    name,
    shell,
    out,
    file,
    creation: (count) => ['workshop', 'create', file, `--count=${count}`, `--out=${out}`],
    seats: () => seatsOnHost(kube, name),
    status: async () =>
      JSON.parse((await shell.run('workshop', 'status', name, '--output=json')).stdout),
    [Symbol.asyncDispose]: () => shell[Symbol.asyncDispose](),
  };
}

const workshopYaml = (name: string, { chart, versions }: Tools): string => `
name: ${name}
ttl: 30m
quota: small
manifests: welcome.yaml
charts:
  - { name: notes, chart: ./chart, namespace: notes, values: { text: hello } }
chart: ${chart}
versions-file: ${versions}
`;

/** A CRD and an object of it, which can only be created after the CRD. */
const WELCOME = `
apiVersion: example.com/v1
kind: Welcome
metadata: { name: all, namespace: lessons }
---
apiVersion: v1
kind: Namespace
metadata: { name: lessons }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: welcomes.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Welcome, plural: welcomes, singular: welcome }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object } }
`;

async function writeChart(folder: string): Promise<void> {
  await mkdir(join(folder, 'templates'), { recursive: true });
  await writeFile(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: notes\nversion: 0.1.0\n');
  await writeFile(
    join(folder, 'templates', 'notes.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: notes }\ndata: { text: {{ .Values.text }} }\n',
  );
}

/** Starts `workshop create`, sends SIGINT when `ready` clusters are ready, and returns the exit code and stderr. */
export async function interruptAt(
  { shell, creation }: Organiser,
  count: number,
  ready: number,
): Promise<{ code: number | null; stderr: string }> {
  const child = shell.start(...creation(count));
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    // A second SIGINT would end it immediately.
    if (!child.killed && stderr.includes(`${ready}/${count} `)) child.kill('SIGINT');
  });
  child.stdout?.resume();
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, stderr };
}
