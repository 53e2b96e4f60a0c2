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

export default {
  projects: [
    project('unit', ['<rootDir>/test/{core,action,scripts,dist}/**/*.test.ts']),
    project('host', ['<rootDir>/test/host/**/*.test.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts']),
  ],
};
