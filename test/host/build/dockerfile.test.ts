import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { lastStage } from './dockerfile.ts';

test('the last stage of the Dockerfile copies helm and the bundle, and runs the bundle as a user that is not root', () => {
  expect(lastStage(readFileSync('Dockerfile', 'utf8'))).toEqual({
    copies: [
      { from: 'helm', source: '/out/helm', target: '/usr/local/bin/helm' },
      { source: 'package.json', target: '/app/package.json' },
      { source: 'dist', target: '/app/dist' },
    ],
    entrypoint: ['/nodejs/bin/node', '/app/dist/index.js'],
    user: '65532:65532',
  });
});

test.each(['RUN true', 'COPY --chown=1 a b', 'COPY a b c'])(
  '"%s" is refused: it needs Docker',
  (line) => {
    expect(() => lastStage(`FROM a\n${line}`)).toThrow('without Docker');
  },
);
