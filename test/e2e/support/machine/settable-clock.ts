import { globSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianProgram } from '../../../support/debian-program.ts';

/** A clock for the processes of one job, which can be set as the clock of a machine can. */
export interface SettableClock extends Disposable {
  /** Variables of the processes that have this clock. */
  env: Record<string, string>;
  /** Sets the clock that many milliseconds forward, or back if negative. */
  set(milliseconds: number): void;
}

const LIBRARY = '/usr/lib/*/faketime/libfaketimeMT.so.1';

/** As on a real machine, only the wall clock jumps, not the monotonic one. */
export async function settableClock(): Promise<SettableClock> {
  await debianProgram('faketime');
  const [library = ''] = globSync(LIBRARY);
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(folder, 'offset');
  const set = (milliseconds: number) => {
    const sign = milliseconds < 0 ? '' : '+';
    writeFileSync(`${file}.new`, `${sign}${milliseconds / 1_000}`);
    renameSync(`${file}.new`, file);
  };
  set(0);
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    set,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
