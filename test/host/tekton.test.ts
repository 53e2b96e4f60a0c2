import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newFolder } from '../support/folder.ts';
import { BUSYBOX_IMAGE } from './build/images.ts';
import { downHost, type Host, hostStatus, upHost } from './host.ts';
import { addProductImage, PRODUCT_IMAGE } from './product-image.ts';
import { timingTable } from './report.ts';
import { kubectl, runServer, runToEnd } from './testing/pods.ts';

const LONG = 300_000;
const NAME = 't3';

const TASK_RUN = {
  apiVersion: 'tekton.dev/v1',
  kind: 'TaskRun',
  metadata: { name: 'greets' },
  spec: {
    taskSpec: {
      results: [{ name: 'greeting' }],
      // A script uses all images of Tekton: the shell to write it, the entrypoint to run it.
      steps: [{ image: BUSYBOX_IMAGE, script: 'printf hello >$(results.greeting.path)' }],
    },
  },
};

/** The security context of the image in the sweeper and in the Tekton Tasks. */
const RESTRICTED = {
  runAsNonRoot: true,
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

describe('a running host to which Tekton is added', () => {
  let host: Host;

  beforeAll(async () => {
    await downHost({ name: NAME });
    await upHost({ name: NAME });
    expect((await hostStatus({ name: NAME })).tekton).toBeUndefined();
    host = await upHost({ name: NAME, with: ['tekton'] });
    console.log(timingTable(host.timings));
  }, LONG);

  afterAll(() => downHost({ name: NAME }), LONG);

  it(
    'runs a TaskRun',
    async () => {
      await using folder = await newFolder();
      const file = join(folder.path, 'run.json');
      await writeFile(file, JSON.stringify(TASK_RUN));
      await kubectl(host, 'create', '--filename', file);
      await kubectl(host, 'wait', '--for=condition=Succeeded', 'taskrun/greets', '--timeout=120s');
      const value = ['--output', 'jsonpath={.status.results[0].value}'];
      expect(await kubectl(host, 'get', 'taskrun', 'greets', ...value)).toBe('hello');
    },
    LONG,
  );

  it('reports that Tekton is ready, and keeps it on the next `up`', async () => {
    await upHost({ name: NAME, with: ['tekton'] });
    expect((await hostStatus({ name: NAME })).tekton).toBe('ready');
  });

  it(
    'runs the image of ephemeral-vcluster with a read-only file system, as a user without a name',
    async () => {
      await addProductImage(host);
      const container = { image: PRODUCT_IMAGE, args: ['--help'], securityContext: RESTRICTED };
      expect(await runToEnd(host, 'help', container)).toContain('Usage: ephemeral-vcluster');
    },
    LONG,
  );

  it(
    'resolves the names of Services',
    async () => {
      await addProductImage(host); // Contains Node, which resolves names like other programs.
      await runServer(host, 'web');
      const names = ['kubernetes.default.svc', 'web.default', 'web'];
      const command = ['/nodejs/bin/node', '--eval', LOOK_UP, ...names];
      const log = await runToEnd(host, 'look-up', { image: PRODUCT_IMAGE, command });
      const path = 'jsonpath={.spec.clusterIP}';
      const web = await kubectl(host, 'get', 'service', 'web', '--output', path);
      expect(log.trim().split('\n')).toEqual(['10.96.0.1', web, web]);
    },
    LONG,
  );
});

const LOOK_UP = `
  const { lookup } = require('node:dns/promises');
  (async () => {
    for (const name of process.argv.slice(1)) console.log((await lookup(name)).address);
  })();
`;
