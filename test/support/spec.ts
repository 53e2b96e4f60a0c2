import { parseInput } from '../../src/core/spec/parse-input.ts';
import { type ClusterSpec, specShape, toSpec } from '../../src/core/spec/spec.ts';

/** A spec as a face makes it of nothing but a name, with `overrides`. */
export function createSpec(overrides: Partial<ClusterSpec> = {}): ClusterSpec {
  return { ...toSpec(parseInput(specShape, { name: 'ci-1' })), ...overrides };
}
