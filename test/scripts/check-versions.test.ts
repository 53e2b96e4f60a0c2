import { expect, test } from '@jest/globals';
import { overdue, withoutImage } from '../../scripts/check-versions.ts';

const TODAY = new Date('2026-12-24');
const later = { version: '0.36.1', endOfLife: '2027-01-24' };
const created = new Date('2026-11-20');

test.each([
  ['2027-01-24', []],
  ['2027-01-22', [/vcluster 0\.36\.1 reaches its end of life on 2027-01-22/]],
  ['2026-10-01', [/2026-10-01/]],
])('a default vcluster that ends on %s: %j', (endOfLife, sentences) => {
  const found = overdue({ version: '0.36.1', endOfLife }, [], TODAY);
  expect(found).toEqual(sentences.map((it) => expect.stringMatching(it)));
});

test.each([
  [
    { known: '1.36.3', newest: '1.36.5', created },
    [/1\.36\.3, but 1\.36\.5 has an image since 2026-11-20/],
  ],
  [{ known: '1.36.9', newest: '1.36.10', created }, [/1\.36\.10/]],
  [{ known: '1.36.5', newest: '1.36.5', created }, []],
  [{ known: '1.36.3', newest: '1.36.5', created: new Date('2026-12-01') }, []],
])('images %j: %j', (image, sentences) => {
  const found = overdue(later, [image], TODAY);
  expect(found).toEqual(sentences.map((it) => expect.stringMatching(it)));
});

test('a version of the table whose image has no tag is named', () => {
  const k3s = { distro: 'k3s', image: 'registry.example.com/k3s' };
  expect(withoutImage(k3s, ['1.34.1', '1.33.3'], ['1.33.3', '1.33.4'])).toEqual([
    expect.stringContaining('k3s 1.34.1, but registry.example.com/k3s has no tag'),
  ]);
});
