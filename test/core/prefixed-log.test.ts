import { expect, test } from '@jest/globals';
import { prefixedLog } from '../../src/core/prefixed-log.ts';
import { recordingLog } from '../support/log.ts';

test('every line has the prefix, group titles too', async () => {
  const log = recordingLog();
  const prefixed = prefixedLog(log, 'ci-2');
  expect(await prefixed.group('Connect', async () => prefixed.info('by tunnel'))).toBeUndefined();
  prefixed.warning('slowly');
  expect(log.lines).toEqual([
    'info: ci-2: Connect',
    'info: ci-2: by tunnel',
    'warning: ci-2: slowly',
  ]);
});
