import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { collectDiagnostics } from '../../../src/core/diagnostics/collect.ts';
import { type Answer, sendJson, startFakeApi } from '../../support/fake-api.ts';
import { newFolder } from '../../support/folder.ts';
import { createRef } from '../../support/ref.ts';

const ref = createRef();

/** A host with the pod of one control plane, whose log takes 3 s. */
const slow: Answer = async (request, response) => {
  if (request.url?.includes('/log?')) await delay(3_000);
  if (!request.url?.includes('/pods?labelSelector=app')) return sendJson(response, { items: [] });
  const metadata = { namespace: 'team', name: 'control-plane' };
  const status = {
    containerStatuses: [{ name: 'syncer', restartCount: 0, state: { running: {} } }],
  };
  sendJson(response, { items: [{ metadata, status }] });
};

test('a file that takes too long is omitted, and the others are written', async () => {
  await using host = await startFakeApi(slow);
  await using folder = await newFolder();
  const request = { ref, host: host.kubeConfig, folder: folder.path, timeout: 1_000 };
  const { notes, notReadyPods } = await collectDiagnostics(request);
  expect(notReadyPods).toMatchObject([{ name: 'control-plane' }]);
  expect(notes).toEqual(
    expect.arrayContaining([expect.stringContaining('no time left to read it')]),
  );
  expect(await readFile(join(folder.path, 'host/pods.yaml'), 'utf8')).toContain('control-plane');
  expect(await readFile(join(folder.path, 'README.md'), 'utf8')).toContain(
    'no time left to read it',
  );
});

test('a forbidden read adds a note with the message of the API server', async () => {
  await using host = await startFakeApi((request, response) =>
    request.url?.includes('resourcequotas')
      ? sendJson(response, { message: 'quotas are not for you' }, 403)
      : sendJson(response, { items: [] }),
  );
  await using folder = await newFolder();
  const request = { ref, host: host.kubeConfig, folder: folder.path };
  expect((await collectDiagnostics(request)).notes).toEqual([
    'host/resourcequotas.yaml: quotas are not for you',
  ]);
});

test('an unreachable host and a folder that cannot be created do not throw', async () => {
  const host = await startFakeApi(() => {});
  await host[Symbol.asyncDispose]();
  const request = { ref, host: host.kubeConfig, folder: '/dev/null/diagnostics' };
  const { notes } = await collectDiagnostics(request);
  expect(notes).toEqual([
    expect.stringContaining('ECONNREFUSED'),
    expect.stringMatching(/^README\.md: .*ENOTDIR/),
  ]);
});
