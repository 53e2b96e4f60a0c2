import { expect, test } from '@jest/globals';
import { printFailure } from '../../../src/core/diagnostics/print-failure.ts';
import type { Runtime } from '../../../src/core/runtime.ts';
import { type Answer, sendJson, startFakeApi } from '../../support/fake-api.ts';
import { recordingLog } from '../../support/log.ts';
import { createRef } from '../../support/ref.ts';

/** Returns the printed lines for a host with these answers, by the last part of the path. */
async function printed(answers: Record<string, object | string>): Promise<string[]> {
  const answer: Answer = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://host');
    const kind = pathname.split('/').at(-1) ?? '';
    const key =
      kind === 'log'
        ? `log of ${searchParams.get('container')}, ${searchParams.get('previous')}`
        : kind;
    const found = answers[key];
    if (typeof found === 'string') {
      return void response.setHeader('content-type', 'text/plain').end(found);
    }
    sendJson(response, found ?? { message: `${key} is forbidden` }, found ? 200 : 403);
  };
  await using api = await startFakeApi(answer);
  const log = recordingLog();
  await printFailure({ hostCluster: api.kubeConfig, log } as unknown as Runtime, createRef());
  return log.lines.map((line) => line.replace(/^info: /, ''));
}

const warning = (at: number, name: string, message: string) => ({
  reason: 'Failed',
  message,
  involvedObject: { kind: 'Pod', name },
  lastTimestamp: new Date(at).toISOString(),
});

test('the warning events of the cluster are printed in the order of their time', async () => {
  const items = [
    warning(2_000, 'ci-1-abc', 'second'),
    warning(1_000, 'ci-1-abc', 'first'),
    warning(3_000, 'another', 'unrelated'),
  ];
  const lines = await printed({ events: { items }, pods: { items: [] } });
  expect(lines.slice(1)).toEqual([
    'event: Failed Pod ci-1-abc: first',
    'event: Failed Pod ci-1-abc: second',
  ]);
});

test('a crashed container is printed with the last log lines before its end, others with their state', async () => {
  const ended = { terminated: { exitCode: 3 } };
  const status = {
    phase: 'Running',
    initContainerStatuses: [
      { name: 'kubernetes', restartCount: 0, state: { terminated: { exitCode: 0 } } },
    ],
    containerStatuses: [
      {
        name: 'syncer',
        restartCount: 2,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: ended,
      },
    ],
  };
  const items = [{ metadata: { name: 'ci-1-abc', namespace: 'ci' }, status }];
  const lines = await printed({
    events: { items: [] },
    pods: { items },
    'log of syncer, true': 'one\nthe sky falls\npassword: correct-horse-battery\n',
  });
  expect(lines.slice(1)).toEqual([
    'pod ci-1-abc: Running',
    'container kubernetes: ended with exit code 0',
    'container syncer: waiting, CrashLoopBackOff; before that ended with exit code 3; restarts: 2',
    '  one',
    '  the sky falls',
    '  password: [redacted]',
  ]);
});

test('an access error is printed, and the other parts, too', async () => {
  const items = [{ metadata: { name: 'ci-1-abc' }, status: { phase: 'Pending' } }];
  expect((await printed({ pods: { items } })).slice(1)).toEqual([
    'could not read more: events is forbidden',
    'pod ci-1-abc: Pending',
  ]);
});
