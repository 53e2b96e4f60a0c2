import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { withLock } from '../host/lock.ts';
import { run } from '../host/run.ts';

const PACKAGE = 'chromium';
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];

/** A real Chromium, without a window, that ends with the test. */
export const startChromium = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: (await onPath()) ?? (await install()),
    // Two busy cores, and the first start of all.
    timeout: 120_000,
    // Signals end the tests in their own way.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });

async function onPath(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const path of PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

/** Under the lock that all who install from Debian take. */
const install = (): Promise<string> =>
  withLock('debian', async () => {
    const already = await onPath();
    if (already) return already;
    if (process.getuid?.() !== 0)
      throw new Error(`Install ${PROGRAMS.join(' or ')} to run this test.`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '-y', '--no-install-recommends', PACKAGE], { env });
    const installed = await onPath();
    if (!installed)
      throw new Error(`Debian's package ${PACKAGE} brought none of ${PROGRAMS.join(', ')}.`);
    return installed;
  });
