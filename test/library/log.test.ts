import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { logTo } from '../../src/library/log.ts';

test('secrets are replaced in every message', async () => {
  const messages: string[] = [];
  const keep = (kind: string) => (message: string) => void messages.push(`${kind}: ${message}`);
  const log = logTo({ debug: keep('debug'), info: keep('info'), warn: keep('warn') });
  log.mask('s3cret');
  log.debug('a s3cret');
  log.info('s3cret s3cret');
  log.warning('no secret');
  expect(await log.group('the s3cret', async () => 7)).toBe(7);
  expect(messages).toEqual(['debug: a ***', 'info: *** ***', 'warn: no secret', 'info: the ***']);
});

test('messages without a method of the logger are dropped', () => {
  const log = logTo({});
  expect(() => [log.debug('a'), log.info('b'), log.warning('c')]).not.toThrow();
});

test('without a logger, warnings are emitted as warnings of the Node process', () => {
  const module = join(import.meta.dirname, '../../src/library/log.ts');
  const program = `(await import(${JSON.stringify(module)})).logTo().warning('the quota is low')`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  );
  expect(stdout).toBe('');
  expect(stderr).toContain('EphemeralVclusterWarning: the quota is low');
});
