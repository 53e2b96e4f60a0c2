import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadYaml } from '@kubernetes/client-node';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  needs?: string[];
  steps?: Step[];
  permissions?: Record<string, string>;
}
interface Workflow {
  on: Record<string, unknown>;
  jobs: Record<string, Job>;
}

const workflow = (path: string): Workflow => loadYaml(readFileSync(path, 'utf8'));
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps);
const commandsOf = (job: Job | undefined) => (job?.steps ?? []).map(({ run = '' }) => run);

describe.each(globSync('.github/workflows/*.yml'))('%s', (path) => {
  const steps = stepsOf(workflow(path));

  test('names the actions of others by commit', () => {
    const others = steps.map(({ uses }) => uses).filter((uses) => uses && !uses.startsWith('./'));
    for (const uses of others) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  });

  test('leaves no credentials in the checkout', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const checkout of checkouts) expect(checkout.with?.['persist-credentials']).toBe(false);
  });

  test('passes npm a path that it cannot take for a repository on GitHub', () => {
    const published = steps.flatMap(({ run = '' }) => [...run.matchAll(/npm publish.* (\S+)$/gm)]);
    for (const [, file] of published) expect(file).toMatch(/^\.\//);
  });
});

describe('a release', () => {
  const { jobs } = workflow('.github/workflows/release.yml');

  test('publishes nothing before the tests, the check of dist and a dry run of the package', () => {
    const commands = commandsOf(jobs.verify);
    for (const command of ['npm run build -- --check', 'npm run check', 'npm run test:unit'])
      expect(commands).toContain(command);
    expect(commands.join('\n')).toContain('npm publish --dry-run ./build/');
    const { verify, gate, ...others } = jobs;
    const neededBy = (name: string): string[] =>
      (jobs[name]?.needs ?? []).flatMap((needed) => [needed, ...neededBy(needed)]);
    for (const name of Object.keys(others)) expect(neededBy(name)).toContain('verify');
  });

  test('uses no cache, which a branch may have written', () => {
    const nodes = stepsOf({ on: {}, jobs }).filter(({ uses }) =>
      uses?.startsWith('actions/setup-node@'),
    );
    expect(nodes.length).toBeGreaterThan(0);
    for (const { with: inputs } of nodes) {
      expect(inputs?.['package-manager-cache']).toBe(false);
      expect(inputs).not.toHaveProperty('cache');
    }
  });

  test.each(['image', 'manifests'])('signs an attestation of the %s', (name) => {
    expect(jobs[name]?.permissions).toMatchObject({ 'id-token': 'write', attestations: 'write' });
    const uses = jobs[name]?.steps?.map((step) => step.uses);
    expect(uses).toContainEqual(expect.stringContaining('actions/attest-build-provenance@'));
  });
});

test('refresh-versions starts the tests of its branch, which GitHub does not start by itself', () => {
  const { jobs } = workflow('.github/workflows/refresh-versions.yml');
  const commands = commandsOf(jobs.refresh).join('\n');
  const started = [...commands.matchAll(/gh workflow run (\S+)/g)].map(([, file = '']) => file);
  expect(started).toEqual(['ci.yml', 'e2e.yml']);
  for (const file of started)
    expect(workflow(`.github/workflows/${file}`).on).toHaveProperty('workflow_dispatch');
  expect(jobs.refresh?.permissions).toHaveProperty('actions', 'write');
});

test('the base images of the Dockerfile are pinned by digest', () => {
  const bases = readFileSync('Dockerfile', 'utf8').match(/^FROM .*$/gm) ?? [];
  expect(bases).toHaveLength(2);
  for (const base of bases) expect(base).toMatch(/@sha256:[0-9a-f]{64}( |$)/);
});
