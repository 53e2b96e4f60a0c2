import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';
import { docs, withTables } from '../../scripts/docs.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';

const EMPTY = `# Title
<!-- inputs:start -->
<!-- inputs:end -->
between
<!-- outputs:start -->
STALE
<!-- outputs:end -->
`;

test('each input and output of action.yml is a row between its markers', () => {
  const text = withTables(EMPTY, readActionManifest());
  expect(text).toMatch(
    /inputs:start -->\n\| Input \|[\s\S]*\| `ttl` \| `6h` \| [\s\S]*<!-- inputs:end/,
  );
  expect(text).toMatch(
    /outputs:start -->\n\| Output \|[\s\S]*\| `kubeconfig` \| [\s\S]*<!-- outputs:end/,
  );
  expect(text).not.toContain('job-status');
  expect(text).not.toContain('STALE');
  expect(withTables(text, readActionManifest())).toBe(text);
});

test('a check of old tables fails with the hint, and writes nothing', () => {
  const path = join(newRunnerTemp(), 'README.md');
  const files = new Map([[path, withTables(EMPTY, readActionManifest())]]);
  writeFileSync(path, EMPTY);
  expect(() => docs(files, { check: true })).toThrow('run "npm run docs"');
  expect(readFileSync(path, 'utf8')).toBe(EMPTY);
  docs(files);
  expect(() => docs(files, { check: true })).not.toThrow();
});

test('a text without markers is an error that names them', () => {
  expect(() => withTables('# Title', readActionManifest())).toThrow('<!-- inputs:start -->');
});
