import { expect, test } from '@jest/globals';
import { prefixedLog } from '../../src/core/prefixed-log.ts';
import { recordingLog } from '../support/log.ts';

test('every line has the prefix, group titles too', async () => {
  const log = recordingLog();
  const ours = prefixedLog(log, 'ci-2');
  expect(await ours.group('Connect', async () => ours.info('by tunnel'))).toBeUndefined();
  ours.warning('slowly');
  expect(log.lines).toEqual([
    'info: ci-2: Connect',
    'info: ci-2: by tunnel',
    'warning: ci-2: slowly',
  ]);
});
