import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { cliLog } from '../../src/cli/log.ts';

/** The part of a terminal stream that the log uses. */
const stream = (isTTY: boolean) => {
  const written: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  });
  return { written, stream: Object.assign(sink, { isTTY, columns: 20 }) as NodeJS.WriteStream };
};

test('a terminal shows the current group below the log lines, and clears it at the end', async () => {
  const terminal = stream(true);
  const log = cliLog(terminal.stream, {});
  await log.group('Wait for something that has a long name', async () => log.info('a line'));
  const text = terminal.written.join('');
  expect(text).toContain('⠋ Wait for somethin\r\x1b[Ka line\n\r\x1b[K⠙ Wait');
  expect(text.endsWith('\r\x1b[K')).toBe(true);
});

test('a file gets plain lines', async () => {
  const file = stream(false);
  const log = cliLog(file.stream);
  await log.group('Wait', async () => log.info('a line'));
  expect(file.written).toEqual(['Wait\n', 'a line\n']);
});
