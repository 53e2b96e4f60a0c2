/** Run by `npm test`: `--selectProjects unit` needs no cluster; `host` and `e2e` run on the real one. */
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch,
  preset: 'ts-jest/presets/default-esm',
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  ...more,
});

/** Proofs that take over ten minutes, by themselves or with the main part of theirs, run only when `npm run e2e` names them. */
const LONG = ['eks', 'matrix-all', 'soak', 'tekton-interrupted', 'workshop-all'];
const asked = (process.env.EPHEMERAL_VCLUSTER_PROOFS ?? '').split(',');
const isAsked = (name) => asked.some((it) => name === it || name.startsWith(`${it}-`));
const leftOut = LONG.filter((name) => !isAsked(name)).map(
  (name) => `/test/e2e/proofs/${name}\\.test\\.ts$`,
);

export default {
  projects: [
    // All that mirrors a folder of the sources, and so needs no cluster.
    project('unit', ['<rootDir>/test/!(e2e|host)/**/*.test.ts']),
    project('host', ['<rootDir>/test/host/**/*.test.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts'], { testPathIgnorePatterns: leftOut }),
  ],
};
