/**
 * The configuration of `npm test`. The project `unit` needs no cluster. `e2e` and `alone` use the host cluster, two tests at
 * a time or one, and `host` starts others.
 */
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  ...(testMatch && { testMatch }),
  preset: 'ts-jest/presets/default-esm',
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  ...more,
});

/** Proofs that take more than four minutes, alone or with the main part of the proof. They run only if `npm run e2e` names them. */
const LONG = [
  'conformance',
  'eks',
  'hosts',
  'inputs-odd',
  'machine',
  'matrix-all',
  'runner-cluster',
  'skew',
  'soak',
  'tekton-interrupted',
  'workloads-seats',
  'workloads-slow-pods',
  'ways',
  'workshop-all',
];
/**
 * Tests that run one after another, because others would disturb their figures, because they remove what others have
 * left on the host, or because they add programs to it.
 */
const ALONE = [
  'core/(sweep|tunnel)',
  'proofs/(causes|evicted|foreign|outage|tunnel|tunnel-clients|tutorials)',
  'proofs/(tekton|workshop)[a-z-]*',
].map((name) => `/test/e2e/${name}\\.test\\.ts$`);

const requested = (process.env.EPHEMERAL_VCLUSTER_PROOFS ?? '').split(',');
const isRequested = (name) => requested.some((it) => name === it || name.startsWith(`${it}-`));
const skipped = LONG.filter((name) => !isRequested(name)).map(
  (name) => `/test/e2e/proofs/${name}\\.test\\.ts$`,
);

const e2e = ['<rootDir>/test/e2e/**/*.test.ts'];
const together = { testPathIgnorePatterns: [...skipped, ...ALONE] };
const alone = { testPathIgnorePatterns: skipped, testRegex: ALONE };

export default {
  projects: [
    // All folders except `e2e` and `host`. A pattern `!(host)` would also exclude `host-cluster`.
    project('unit', ['<rootDir>/test/**/*.test.ts'], {
      testPathIgnorePatterns: ['<rootDir>/test/(e2e|host)/'],
    }),
    project('host', ['<rootDir>/test/host/**/*.test.ts']),
    project('e2e', e2e, together),
    project('alone', undefined, alone),
  ],
};
