import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { writeHandOuts } from '../../../src/workshop/hand-out/index.ts';
import { run } from '../../host/run.ts';
import { startChromium } from '../../support/chromium.ts';
import { type Folder, newFolder } from '../../support/folder.ts';
import { failed, HOSTILE, handOuts } from './samples.ts';

/** The browser is slow on two busy cores. */
jest.setTimeout(120_000);

let browser: Browser;
let folder: Folder;

beforeAll(async () => {
  folder = await newFolder();
  await writeHandOuts(folder.path, handOuts, failed);
  browser = await startChromium();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await folder?.[Symbol.asyncDispose]();
});

const urlOf = (path: string): string => pathToFileURL(join(folder.path, path)).href;
const overview = (): string => urlOf('index.html');
const pageOf = (cluster: string): string => urlOf(`${cluster}/index.html`);

interface Visit extends AsyncDisposable {
  page: Page;
  /** The addresses of all requests. */
  requests: string[];
  /** Messages on the console and errors, including violations of the page's policy. */
  complaints: string[];
}

async function visit(url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext(options);
  const requests: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('console', (message) => complaints.push(message.text()));
  context.on('weberror', (error) => complaints.push(error.error().message));
  const page = await context.newPage();
  await page.goto(url);
  return { page, requests, complaints, [Symbol.asyncDispose]: () => context.close() };
}

async function save(page: Page, link: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(link)]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test("the organiser's page leads to the page of each attendee and back, and to the zip", async () => {
  await using visitor = await visit(overview());
  const { page } = visitor;
  for (const { cluster } of handOuts) {
    await page.click(`a[href="${cluster}/index.html"]`);
    await page.waitForURL(pageOf(cluster));
    expect(await page.locator('dl').textContent()).toContain(cluster);
    await page.goBack();
    await page.waitForURL(overview());
    const zip = await save(page, `a[href="${cluster}.zip"]`);
    expect(zip.bytes.equals(await readFile(join(folder.path, `${cluster}.zip`)))).toBe(true);
  }
});

test("the organiser's page contains the counts, the failed seats and the reasons", async () => {
  await using visitor = await visit(overview());
  const text = await visitor.page.locator('body').textContent();
  expect(text).toContain('9 attendees: 8 ready, 1 failed');
  expect(text).toContain('<b>Linus</b>');
  expect(text).toContain('Pod <go-10-0>: 3 Insufficient memory');
  expect(await visitor.page.locator('td time').first().textContent()).toBe(
    '24 Nov 2026, 16:30 UTC',
  );
});

test('a page saves the kubeconfig byte for byte, also without any other file', async () => {
  await using alone = await newFolder();
  for (const { cluster, kubeconfig } of handOuts) {
    const copy = join(alone.path, 'page.html');
    await writeFile(copy, await readFile(join(folder.path, cluster, 'index.html')));
    await using visitor = await visit(pathToFileURL(copy).href);
    const saved = await save(visitor.page, 'a[download]');
    expect(saved.name).toBe(`${cluster}.yaml`);
    expect(saved.bytes.equals(Buffer.from(kubeconfig))).toBe(true);
    expect(visitor.page.url()).toBe(pathToFileURL(copy).href);
  }
});

/** Returns the text that is copied from the first block of commands. */
const SELECTED_LINES = `(() => {
  getSelection().selectAllChildren(document.querySelector('pre'));
  return getSelection().toString();
})()`;

test('with the three copied lines, kubectl uses the saved file', async () => {
  await using home = await newFolder();
  await using visitor = await visit(pageOf('go-01'), { viewport: { width: 360, height: 740 } });
  const saved = await save(visitor.page, 'a[download]');
  await mkdir(join(home.path, 'Downloads'));
  await writeFile(join(home.path, 'Downloads', saved.name), saved.bytes, { mode: 0o644 });
  const kubectl = '#!/bin/sh\nstat -c %a "$KUBECONFIG"; cat "$KUBECONFIG"';
  await writeFile(join(home.path, 'kubectl'), kubectl, { mode: 0o700 });
  const lines = await visitor.page.evaluate<string>(SELECTED_LINES);
  expect(lines.split('\n')).toHaveLength(3);
  const env = { HOME: home.path, PATH: `${home.path}:${process.env.PATH}` };
  expect(await run('sh', ['-euc', lines], { env })).toBe(`600\n${handOuts[0]?.kubeconfig}`);
});

test('a page shows when the cluster expires, for people and for programs', async () => {
  await using visitor = await visit(pageOf('go-01'));
  const time = visitor.page.locator('header time');
  expect(await time.textContent()).toBe('Tuesday, 24 November 2026 at 16:30 UTC');
  expect(await time.getAttribute('datetime')).toBe('2026-11-24T16:30:59.000Z');
});

test('names are always text, even if they contain markup', async () => {
  await using visitor = await visit(overview());
  const { page } = visitor;
  const named = await page.locator('tbody th').allTextContents();
  expect(named).toEqual([...failed, ...handOuts].map(({ attendee }) => attendee));
  for (const [index, name] of HOSTILE.entries()) {
    const cluster = `go-0${index + 2}`;
    await page.goto(pageOf(cluster));
    expect(await page.locator('h1').textContent()).toBe(name);
    expect(await page.title()).toBe(`${cluster} · workshop go`);
    expect(await page.locator('script, img, b').count()).toBe(0);
    expect(await page.locator('style').count()).toBe(1);
  }
});

test('the pages request nothing but each other, and the browser reports no problem', async () => {
  await using visitor = await visit(overview());
  for (const { cluster } of handOuts) {
    await visitor.page.goto(pageOf(cluster));
    await save(visitor.page, 'a[download]');
  }
  const asked = visitor.requests.filter((url) => !url.startsWith('data:'));
  expect(asked).toEqual([overview(), ...handOuts.map(({ cluster }) => pageOf(cluster))]);
  expect(visitor.complaints).toEqual([]);
});

test('the policy of a page blocks markup that was inserted into it', async () => {
  await using site = await newFolder();
  await using listener = await listen();
  const inserted = `<script>document.title = 'owned'</script><img src="${listener.url}x.png">
    <style>h1 { color: red }</style><link rel="stylesheet" href="${listener.url}x.css">`;
  const text = await readFile(join(folder.path, 'go-01', 'index.html'), 'utf8');
  const path = join(site.path, 'index.html');
  await writeFile(path, text.replace('</main>', `${inserted}</main>`));
  await using visitor = await visit(pathToFileURL(path).href);
  expect(await visitor.page.title()).toBe('go-01 · workshop go');
  expect(visitor.complaints).toHaveLength(4);
  expect(listener.connections).toBe(0);
  await visitor.page.goto(listener.url);
  expect(listener.connections).toBeGreaterThan(0);
});

async function listen() {
  const server = createServer((_, response) => response.end('reached'));
  const listener = { url: '', connections: 0, [Symbol.asyncDispose]: async () => close(server) };
  server.on('connection', () => listener.connections++);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  listener.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return listener;
}

function close(server: Server): void {
  server.close();
  server.closeAllConnections();
}

const screens = [
  { name: 'phone', viewport: { width: 360, height: 740 }, isMobile: true },
  { name: 'laptop', viewport: { width: 1366, height: 768 }, isMobile: false },
];

/** A folder for the screenshots, to look at them. */
const kept = process.env.EPHEMERAL_VCLUSTER_SCREENSHOTS;

test.each(screens)('no page is wider than a $name', async ({ name, viewport, isMobile }) => {
  await using visitor = await visit(overview(), { viewport, isMobile });
  const { page } = visitor;
  for (const [index, url] of [overview(), ...handOuts.map((it) => pageOf(it.cluster))].entries()) {
    await page.goto(url);
    const path = join(kept ?? folder.path, `${name}-${index}.png`);
    const picture = await page.screenshot({ path, fullPage: true });
    // The width in the header of a PNG
    expect([url, picture.readUInt32BE(16)]).toEqual([url, viewport.width]);
  }
});

/** Returns the lowest contrast of a text with its background, as defined by WCAG 2.2. */
const LOWEST_CONTRAST = `(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const linear = (it) => (it / 255 <= 0.04045 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (element) => {
    const color = parse(getComputedStyle(element).backgroundColor);
    return color[3] === 0 ? behind(element.parentElement) : color;
  };
  const hasText = (element) => [...element.childNodes].some((it) => it.nodeType === 3 && it.data.trim());
  return Math.min(...[...document.body.querySelectorAll('*')].filter(hasText).map((element) => {
    const [dark, bright] = [parse(getComputedStyle(element).color), behind(element)].map(light).sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  }));
})()`;

test.each(['light', 'dark'] as const)(
  'all text is legible in the %s color scheme',
  async (colorScheme) => {
    await using visitor = await visit(overview(), { colorScheme });
    expect(await visitor.page.evaluate(LOWEST_CONTRAST)).toBeGreaterThanOrEqual(4.5);
    await visitor.page.goto(pageOf('go-01'));
    expect(await visitor.page.evaluate(LOWEST_CONTRAST)).toBeGreaterThanOrEqual(4.5);
  },
);
