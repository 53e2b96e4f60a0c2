import { expect, test } from '@jest/globals';
import { ClusterError } from '../../../src/core/errors.ts';
import { checkImages, checkPlan } from '../../../src/core/preflight/plan-check.ts';
import { createPlan, createSubject, DEFAULTS } from '../../support/subject.ts';

const host = (kubernetesVersion: string, virtual: Partial<typeof DEFAULTS> = {}) =>
  createSubject(
    {},
    {},
    Promise.resolve(
      createPlan({
        ...virtual,
        facts: { kubernetesVersion, serviceCIDR: undefined },
      }),
    ),
  );

test.each([
  ['1.20.15', 'problem', /leases need 1\.21/],
  ['1.25.0', 'warning', /is not tested/],
  ['1.34.4', 'ok', /on a Kubernetes 1\.34\.4 host/],
  ['1.40.0', 'warning', /is not tested/],
])('for a host cluster with Kubernetes %s the result is %s', async (version, state, detail) => {
  expect(await checkPlan(host(version))).toMatchObject([
    { state, detail: expect.stringMatching(detail) },
  ]);
});

test('a known bug in a combination of versions is a warning', async () => {
  expect(
    await checkPlan(host('1.34.4', { kubernetesVersion: '1.32.13', vclusterVersion: '0.30.0' })),
  ).toContainEqual({
    state: 'warning',
    detail: expect.stringContaining('pods may stay not Ready'),
  });
});

test('an error of the planning is a problem with its hint', async () => {
  const error = new ClusterError('There is no chart.', { hint: 'Look for it.' });
  const subject = createSubject({}, {}, Promise.reject(error));
  expect(await checkPlan(subject)).toEqual([
    { state: 'problem', detail: 'There is no chart.', hint: 'Look for it.' },
  ]);
  expect(await checkImages(subject)).toEqual([]);
});

test('images are listed as not checked', async () => {
  expect(await checkImages(host('1.34.4'))).toMatchObject([
    {
      state: 'unknown',
      detail: expect.stringContaining(`loft-sh/kubernetes:v${DEFAULTS.kubernetesVersion}`),
    },
  ]);
});
