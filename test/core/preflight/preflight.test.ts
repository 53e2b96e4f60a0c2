import { expect, test } from '@jest/globals';
import { InputError } from '../../../src/core/errors.ts';
import { preflight } from '../../../src/core/preflight/preflight.ts';
import { formatFindings } from '../../../src/core/preflight/report.ts';
import { apiException } from '../../support/fake-kube.ts';
import { recordingLog } from '../../support/log.ts';
import { createSubject } from '../../support/subject.ts';

const forbidden = async () => {
  throw apiException(403, 'User "u" cannot create resource "x"');
};

/** A host cluster that forbids every request of the checks. */
const FORBIDDING = {
  authorization: {
    createSelfSubjectAccessReview: forbidden,
    createSelfSubjectRulesReview: forbidden,
  },
  apps: { listNamespacedDeployment: forbidden, listNamespacedStatefulSet: forbidden },
  core: {
    readNamespace: forbidden,
    listNamespacedResourceQuota: forbidden,
    createNamespacedPod: forbidden,
  },
};

test('a check that is not possible causes neither an error nor a warning', async () => {
  const log = recordingLog();
  await preflight({ log }, createSubject(FORBIDDING));
  expect(log.lines.filter((line) => line.startsWith('warning'))).toEqual([]);
  expect(log.lines).toContain('debug: rights: not checked: User "u" cannot create resource "x"');
});

const missing = async () => {
  throw apiException(404);
};

test('one error contains all problems with their hints; warnings are logged', async () => {
  const log = recordingLog();
  const refuses = async () => {
    throw apiException(403, 'violates PodSecurity "restricted:latest": runAsNonRoot != true');
  };
  const items = [{ metadata: { name: 'q' }, spec: { hard: { pods: '1' } } }];
  const subject = createSubject({
    ...FORBIDDING,
    apps: {
      listNamespacedDeployment: async () => ({ items: [{ metadata: { name: 'other' } }] }),
      listNamespacedStatefulSet: async () => ({ items: [] }),
    },
    batch: { readNamespacedJob: missing },
    core: {
      readNamespace: async () => ({}),
      listNamespacedResourceQuota: async () => ({ items }),
      createNamespacedPod: refuses,
    },
  });
  const refused = preflight({ log }, subject);
  await expect(refused).rejects.toMatchObject({
    message: expect.stringMatching(
      /^ci-1 cannot be created .*namespace: ci already contains the virtual cluster other.*; admission: .*runAsNonRoot/,
    ),
    hint: expect.stringMatching(/^Set `namespace` .*\n.*docs\/rights\.md/),
  });
  expect(log.lines).toContainEqual(expect.stringMatching(/^warning: quota: ResourceQuota q/));
});

test('the checks run in each namespace of a pool, and the input error contains every unusable one', async () => {
  const closed = async ({ namespace }: { namespace: string }) => {
    throw apiException(namespace === 'ci-2' ? 403 : 404, `no jobs in ${namespace}`);
  };
  const subject = createSubject(
    {
      ...FORBIDDING,
      apps: {
        listNamespacedDeployment: async () => ({ items: [] }),
        listNamespacedStatefulSet: async () => ({ items: [] }),
      },
      batch: { readNamespacedJob: closed },
      core: {
        ...FORBIDDING.core,
        readNamespace: async ({ name }) => {
          if (name === 'ci-3') throw apiException(404);
          return {};
        },
      },
    },
    { namespaces: ['ci-1', 'ci-2', 'ci-3'] },
  );
  const log = recordingLog();
  const refused = preflight({ log }, subject);
  await expect(refused).rejects.toBeInstanceOf(InputError);
  await expect(refused).rejects.toMatchObject({
    problems: [
      { input: 'namespace', allowed: expect.stringContaining('no access to ci-2') },
      { input: 'namespace', allowed: expect.stringContaining('ci-3 does not exist') },
    ],
  });
  expect(log.lines).toContain('debug: namespace of ci-1: ci-1 can be used');
});

test('in the text for people, a finding is one line and its hint another', () => {
  const text = formatFindings([
    { check: 'rights', state: 'ok', detail: 'all rights in namespace ci' },
    { check: 'quota', state: 'warning', detail: 'little is left', hint: 'Raise it.' },
    { check: 'namespace', state: 'problem', detail: 'ci does not exist', hint: 'Make it.' },
    { check: 'images', state: 'unknown', detail: 'not checked' },
  ]);
  expect(text).toBe(
    `✓ rights: all rights in namespace ci
! quota: little is left
  Raise it.
✗ namespace: ci does not exist
  Make it.
? images: not checked`,
  );
});
