import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { cliLog } from '../../src/cli/log.ts';

/** Something to write to, which is a terminal or not. */
function newStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = new Writable({
    write(text, _, done) {
      written.push(String(text));
      done();
    },
  });
  return { written, stream: Object.assign(stream, { isTTY }) as unknown as NodeJS.WriteStream };
}

async function written(isTTY: boolean, env: NodeJS.ProcessEnv): Promise<string> {
  const { stream, written } = newStream(isTTY);
  const log = cliLog(stream, env);
  await log.group('Plan', async () => {
    log.mask('secret');
    log.info('a secret');
    await sleep(250);
    log.info('done');
  });
  return written.join('');
}

test.each([
  [false, {}],
  [true, { CI: 'true' }],
  [true, { NO_COLOR: '1' }],
  [true, { TERM: 'dumb' }],
])('a log has plain lines: terminal %s, %j', async (isTTY, env) => {
  const text = await written(isTTY, env);
  expect(text).toContain('a ***\n');
  expect(text).not.toContain('\r');
});

test('a terminal shows that work goes on, and is left clean', async () => {
  const text = await written(true, {});
  expect(text).toMatch(/⠋ 0\.\d s/);
  expect(text.endsWith('\r\x1b[K')).toBe(true);
  // Lines that stay begin where the spinner's was cleared.
  expect(text).toContain('\x1b[Kdone\n');
});
