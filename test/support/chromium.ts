import { type Browser, chromium } from 'playwright-core';
import { debianProgram } from './debian-program.ts';

/** Starts a real, headless Chromium. */
export const startChromium = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await debianProgram('chromium', 'chromium-browser', 'google-chrome'),
    // The first start on two busy cores takes long.
    timeout: 120_000,
    // jest handles the signals itself; Chromium exits when its pipe closes.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
