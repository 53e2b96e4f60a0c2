import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';

test('the monotonic clock is the same for all processes of a machine', () => {
  const module = join(import.meta.dirname, '../../src/core/clock.ts');
  const program = `import('${module}').then((it) => console.log(it.systemClock.monotonic()))`;
  const before = systemClock.monotonic();
  const other = Number(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
  expect(other).toBeGreaterThanOrEqual(before);
  expect(other).toBeLessThanOrEqual(systemClock.monotonic());
});
