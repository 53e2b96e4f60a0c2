/** The configuration of `npm test`. The project `unit` needs no cluster; `host` and `e2e` use the host cluster. */
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch,
  preset: 'ts-jest/presets/default-esm',
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  ...more,
});

/** Proofs that take more than four minutes, alone or with the main part of the proof. They run only if `npm run e2e` names them. */
const LONG = [
  'eks',
  'hosts',
  'machine',
  'matrix-all',
  'soak',
  'tekton-interrupted',
  'workloads-seats',
  'workloads-slow-pods',
  'ways',
  'workshop-all',
];
const requested = (process.env.EPHEMERAL_VCLUSTER_PROOFS ?? '').split(',');
const isRequested = (name) => requested.some((it) => name === it || name.startsWith(`${it}-`));
const skipped = LONG.filter((name) => !isRequested(name)).map(
  (name) => `/test/e2e/proofs/${name}\\.test\\.ts$`,
);

export default {
  projects: [
    // All folders except `e2e` and `host`. A pattern `!(host)` would also exclude `host-cluster`.
    project('unit', ['<rootDir>/test/**/*.test.ts'], {
      testPathIgnorePatterns: ['<rootDir>/test/(e2e|host)/'],
    }),
    project('host', ['<rootDir>/test/host/**/*.test.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts'], { testPathIgnorePatterns: skipped }),
  ],
};
