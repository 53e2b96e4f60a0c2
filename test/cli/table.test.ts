import { expect, test } from '@jest/globals';
import { formatTable } from '../../src/cli/table.ts';

test('columns line up, also after letters that are two columns wide', () => {
  expect(
    formatTable(
      ['ATTENDEE', 'STATE'],
      [
        ['Łucja', 'ready'],
        ['山田太郎', 'ready'],
        ['김', ''],
      ],
    ),
  ).toBe(['ATTENDEE   STATE', 'Łucja      ready', '山田太郎   ready', '김', ''].join('\n'));
});
