import { type Browser, chromium } from 'playwright-core';
import { debianProgram } from './debian-program.ts';

/** A real Chromium, without a window. */
export const startChromium = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await debianProgram('chromium', 'chromium-browser', 'google-chrome'),
    // The first start of all, on two busy cores
    timeout: 120_000,
    // The tests end by signals in their own way; Chromium ends when its pipe does.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
