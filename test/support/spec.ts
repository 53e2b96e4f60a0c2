import { parseInput } from '../../src/core/spec/parse-input.ts';
import { type ClusterSpec, specShape, toSpec } from '../../src/core/spec/spec.ts';

/** The spec that the inputs give if only the name is set, with `overrides`. */
export function createSpec(overrides: Partial<ClusterSpec> = {}): ClusterSpec {
  return { ...toSpec(parseInput(specShape, { name: 'ci-1' })), ...overrides };
}
