import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { minorOf } from '../../src/core/versions/minor.ts';
import { checkName } from './paths.ts';
import { HOST_VERSION, virtualVersions } from './versions.ts';

describe('virtual versions', () => {
  it("contain the host's version and that of the documentation, and each other version once", () => {
    const [own, documented] = virtualVersions();
    expect(own).toBe(HOST_VERSION);
    expect(readFileSync('README.md', 'utf8')).toContain(
      `kubernetes-version: "${minorOf(documented ?? '')}"`,
    );
    expect(virtualVersions(['v1.33.13', '1.33.13', HOST_VERSION])).toEqual([
      own,
      documented,
      '1.33.13',
    ]);
  });

  it('are refused with a list of those that can be built', () => {
    expect(() => virtualVersions(['1.20.0'])).toThrow(/1\.20\.0.*1\.33\.13/);
  });
});

describe('host names', () => {
  it.each(['host', 't1', 'a-b'])('%s is valid', (name) => {
    expect(checkName(name)).toBe(name);
  });

  it.each(['', 'A', '../x', '-a', 'a-', 'a'.repeat(21)])("'%s' is refused", (name) => {
    expect(() => checkName(name)).toThrow('host name');
  });
});
