import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { satisfies } from 'semver';
import { defaultVcluster, versionsOf } from '../../../src/core/versions/distros.ts';
import { hasEnded } from '../../../src/core/versions/lifecycle.ts';
import { isOver, releaseOf } from '../../../src/core/versions/vclusters.ts';

/** A release is a tagged commit. With the clock, the tests of an old release would begin to fail. */
const DAY_OF_COMMIT = new Date(
  execFileSync('git', ['log', '-1', '--format=%cI'], { encoding: 'utf8' }).trim(),
);

test('the default vcluster has not ended, and supports the default Kubernetes, which has not ended either', () => {
  const release = releaseOf(defaultVcluster('k8s'));
  const { latest, newest } = versionsOf('k8s');
  expect(release && isOver(release, DAY_OF_COMMIT)).toBe(false);
  expect(satisfies(newest.get(latest) ?? '', release?.kubernetes ?? '')).toBe(true);
  expect(hasEnded(latest, DAY_OF_COMMIT)).toBe(false);
});
