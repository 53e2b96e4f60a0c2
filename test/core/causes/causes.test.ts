import { describe, expect, test } from '@jest/globals';
import { CAUSES, causeOf, type Step } from '../../../src/core/causes/causes.ts';

/** The limit for the time from when the cause is visible to the error, in milliseconds. */
const BAR = 15_000;

test('in every step, the last row matches every reason', () => {
  for (const rows of Object.values(CAUSES)) expect(rows.at(-1)?.why.test('')).toBe(true);
});

describe('the messages of a real host cluster lead to a hint', () => {
  test.each<[Step, string, RegExp]>([
    ['access', 'HTTP 401 Unauthorized', /Renew/],
    ['access', 'pods is forbidden: User "x" cannot list resource "pods"', /rights\.md/],
    ['access', 'unable to verify the first certificate', /certificate-authority-data/],
    ['access', 'connect ECONNREFUSED 10.0.0.1:6443', /can reach that address/],
    ['admission', 'object is being deleted: namespaces "x" already exists', /try again later/],
    ['admission', 'namespaces "x" already exists', /choose another `name`/],
    [
      'admission',
      'unable to create new content in namespace x because it is being terminated',
      /use another one/,
    ],
    ['admission', 'namespaces "x" not found', /omit `namespace`/],
    [
      'admission',
      'failed quota: small: must specify limits.cpu for: syncer',
      /requests and limits/,
    ],
    [
      'admission',
      'pods "x" is forbidden: exceeded quota: small, requested: pods=1',
      /Raise the ResourceQuota/,
    ],
    ['admission', 'violates PodSecurity "restricted:latest": runAsNonRoot != true', /`baseline`/],
    [
      'admission',
      'failed calling webhook "x.example.com": service "nobody" not found',
      /does not answer/,
    ],
    ['admission', 'admission webhook "x.example.com" denied the request: no', /policy/],
    ['admission', "ValidatingAdmissionPolicy 'x' with binding 'x' denied request: no", /policy/],
    ['admission', '[maximum memory usage per Container is 64Mi, but limit is 4Gi]', /LimitRange/],
    [
      'admission',
      'error looking up service account x/y: serviceaccount "y" not found',
      /ServiceAccount/,
    ],
    ['admission', 'no PriorityClass with name x was found', /PriorityClass/],
    [
      'admission',
      'user "x" is attempting to grant RBAC permissions not currently held: {…}',
      /missing ones/,
    ],
    [
      'admission',
      'namespaces is forbidden: User "x" cannot create resource "namespaces"',
      /existing one/,
    ],
    ['admission', 'secrets is forbidden: User "x" cannot create resource "secrets"', /rights\.md/],
    ['admission', 'something that no version of Kubernetes says', /these words/],
    [
      'volume',
      'no persistent volumes available for this claim and no storage class is set',
      /default StorageClass/,
    ],
    ['volume', 'storageclass.storage.k8s.io "x" not found', /that the host cluster has/],
    [
      'scheduling',
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
      /nodeSelector/,
    ],
    [
      'image',
      'invalid reference format: repository name (X/y) must be lowercase',
      /Correct the image name/,
    ],
    ['image', 'Container image "x" is not present with pull policy of Never', /imagePullPolicy/],
    [
      'image',
      'Unable to retrieve some image pull secrets (x); … connection refused',
      /that Secret/,
    ],
    [
      'image',
      'pull access denied, repository does not exist or may require authorization',
      /pull secret/,
    ],
    ['image', 'toomanyrequests: You have reached your pull rate limit', /limits pulls/],
    ['image', '127.0.0.1:1/x:none: not found', /this version exists/],
    ['image', 'dial tcp: lookup registry.invalid: no such host', /can reach that registry/],
    [
      'start',
      'MountVolume.SetUp failed for volume "x" : configmap "y" not found',
      /Create the object/,
    ],
    ['crash-loop', 'exit code 137 (OOMKilled)', /more memory/],
    ['crash-loop', 'exit code 3 (Error)', /last log lines/],
  ])('%s: %s', (step, why, hint) => {
    const cause = causeOf({ step, why });
    expect(cause.hint).toMatch(hint);
    if (step !== 'access') expect(cause.gracePeriod).toBeLessThan(BAR);
  });
});

describe('causes that can pass by themselves have a longer grace period', () => {
  const full =
    '0/1 nodes are available: 1 Insufficient cpu. preemption: 1 No preemption victims found';
  test.each<[Step, string]>([
    ['access', 'connect ECONNREFUSED 10.0.0.1:6443'],
    ['volume', 'failed to provision volume: rpc error: code = ResourceExhausted'],
    ['scheduling', full],
    ['scheduling', '1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }'],
    ['scheduling', 'pod has unbound immediate PersistentVolumeClaims'],
    ['image', 'unexpected status from HEAD request to https://x/v2/: 503 Service Unavailable'],
    ['image-again', 'connection refused'],
  ])('%s: %s', (step, why) => {
    expect(causeOf({ step, why }).gracePeriod).toBeGreaterThan(BAR);
  });

  test('but not nodes that are too small', () => {
    const small = full.replace('No preemption victims found', 'Preemption is not helpful');
    expect(causeOf({ step: 'scheduling', why: small }).gracePeriod).toBeLessThan(BAR);
  });

  test('and not a timeout of a registry on the next attempt', () => {
    const { gracePeriod } = causeOf({ step: 'image-again', why: 'dial tcp: i/o timeout' });
    expect(gracePeriod).toBeLessThan(BAR);
  });
});
