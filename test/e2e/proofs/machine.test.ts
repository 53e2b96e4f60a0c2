import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { newFolder } from '../../support/folder.ts';
import { runProgram } from '../../support/program.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';
import { uniqueName } from '../support/host/host-view.ts';
import { installNodes, missingOldNodes } from '../support/machine/old-nodes.ts';
import { mapConcurrently } from '../support/map-concurrently.ts';
import { ACTION_CASES } from './machine/action-cases.ts';
import { COMMAND_LINE_CASES } from './machine/command-line-cases.ts';
import { HELD_JOBS } from './machine/held-jobs.ts';

jest.setTimeout(900_000);

const CONCURRENCY = 6;
const OLD = [18, 20, 22];

test('on a difficult machine, no job loses its cluster and no cluster stays', async () => {
  await using host = await openE2eHost();
  const cases = [...HELD_JOBS, ...ACTION_CASES, ...COMMAND_LINE_CASES];
  const faults = await mapConcurrently(CONCURRENCY, cases, ({ name, run }) =>
    run(host).then(
      () => [],
      (error: Error) => [`${name}: ${error.message}`],
    ),
  );
  figures(
    'machine',
    `${HELD_JOBS.length} jobs held their clusters for more than a lease`,
    `${ACTION_CASES.length + COMMAND_LINE_CASES.length} further cases`,
    `${faults.flat().length} of ${cases.length} cases lost or leaked a cluster, or hid why`,
  );
  expect(faults.flat()).toEqual([]);
});

const why = missingOldNodes();
if (why) console.log(`machine does not test older Nodes: ${why}`);

(why ? test.skip : test)('an older Node ends at once, with a clear error', async () => {
  await using host = await openE2eHost();
  await using folder = await newFolder();
  const nodes = await installNodes(folder.path, OLD);
  const name = uniqueName('machine');
  const namespace = host.own(`vcluster-${name}`);
  const commands = [
    ['index.js'],
    ['post.js'],
    ['index.js', 'create', `--name=${name}`, `--chart=${host.tools.chart}`],
    ['index.js', 'run', `--name=${name}`, '--', 'true'],
    ['index.js', 'list'],
    ['index.js', 'delete', name],
    ['index.js', 'versions'],
  ];
  for (const [major, node] of nodes) {
    for (const [file = '', ...args] of commands) {
      const { exitCode, stderr } = await runProgram(node, [join('dist', file), ...args], {
        env: { KUBECONFIG: host.user.kubeconfig, NODE_OPTIONS: '', GITHUB_ACTIONS: 'true' },
      });
      expect([exitCode, stderr]).toEqual([
        1,
        expect.stringContaining(`needs Node 24 or newer; this is Node ${major}.`),
      ]);
    }
  }
  expect(await host.view.hasNamespace(namespace)).toBe(false);
  figures('machine', `Node ${OLD.join(', ')}: ${commands.length} commands each refused by name`);
});
