import { describe, expect, it } from '@jest/globals';
import { checkName } from './paths.ts';
import { HOST_VERSION, virtualVersions } from './versions.ts';

describe('virtual versions', () => {
  it("contain the host's version, and each other version once", () => {
    expect(virtualVersions()).toEqual([HOST_VERSION]);
    expect(virtualVersions(['v1.33.13', '1.33.13', HOST_VERSION])).toEqual([
      HOST_VERSION,
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
