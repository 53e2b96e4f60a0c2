import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { differences } from '../../scripts/build.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';

function folderWith(files: Record<string, string>): string {
  const folder = newRunnerTemp();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('a changed, a missing and a new file are all differences', () => {
  const one = folderWith({ same: '1', changed: '1', missing: '1' });
  const other = folderWith({ same: '1', changed: '2', added: '1' });
  expect(differences(one, other).toSorted()).toEqual(['added', 'changed', 'missing']);
  expect(differences(one, one)).toEqual([]);
});
