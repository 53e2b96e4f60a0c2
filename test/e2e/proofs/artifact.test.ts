import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { strFromU8, unzipSync } from 'fflate';
import { newFolder } from '../../support/folder.ts';
import { runAct } from '../support/action/act.ts';
import { cluster, script, workflow } from '../support/action/workflow.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';
import { secretsIn, uniqueName } from '../support/host/host-view.ts';

/** The diagnostics of a failed job are an artifact of its run, and contain no secret. act serves the artifacts. */
jest.setTimeout(300_000);

const PASSWORD = 'hunter2-of-the-test';
const POD = `kubectl create secret generic password --from-literal=password=${PASSWORD} && kubectl run broken --image=registry.example.com/none:1`;

test('the diagnostics of a failed job are uploaded, without secrets', async () => {
  await using host = await openE2eHost();
  await using folder = await newFolder();
  const name = host.own(`vcluster-${uniqueName('artifact')}`).replace('vcluster-', '');
  const copy = join(folder.path, 'kubeconfig');
  const artifacts = join(folder.path, 'artifacts');
  const { code, log } = await runAct({
    host: { kubeconfig: host.user.kubeconfig, tools: host.tools },
    artifacts,
    workflow: workflow(
      cluster({ name }),
      script(`cp "$KUBECONFIG" ${copy}`),
      script(POD),
      script('exit 1'),
    ),
  });
  expect(code).toBe(1);
  expect(log).toContain(`are in the artifact ${name}-diagnostics of this run`);
  const files = Object.entries(unzipSync(readFileSync(zipIn(artifacts))));
  expect(files.map(([path]) => path)).toContain('README.md');
  const text = files.map(([, content]) => strFromU8(content)).join('\n');
  expect(text).toContain('broken');
  const secrets = [PASSWORD, ...[copy, host.user.kubeconfig].flatMap(secretsAt)];
  const found = secrets.filter((secret) => text.includes(secret));
  expect(found).toEqual([]);
  figures(
    'artifact',
    `${files.length} files, ${text.length} bytes`,
    `${secrets.length} secrets searched for`,
    `${found.length} found`,
  );
});

function zipIn(folder: string): string {
  const [file] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.zip'),
  );
  return join(folder, file ?? 'no artifact');
}

function secretsAt(path: string): string[] {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(path);
  return secretsIn(kubeConfig);
}
