import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { namedWorkshop } from '../../../src/inputs/workshop/named-workshop.ts';
import { newFolder } from '../../support/folder.ts';

test('a name is enough', () => {
  expect(namedWorkshop('go')).toEqual({ name: 'go', out: resolve('go-hand-outs') });
});

test('the file also contains its host and namespaces', async () => {
  await using folder = await newFolder();
  const at = (name: string) => join(folder.path, name);
  writeFileSync(
    at('workshop.yaml'),
    'name: go\nattendees: [Ada]\nout: pages\nnamespace: [a, b]\nhost-kubeconfig-path: host\n',
  );
  expect(namedWorkshop(at('workshop.yaml'))).toEqual({
    ...{ name: 'go', out: at('pages'), attendees: ['Ada'] },
    ...{ namespace: ['a', 'b'], hostKubeconfigPath: at('host') },
  });
  writeFileSync(at('broken.yaml'), 'nmae: go\ncount: many\n');
  expect(() => namedWorkshop(at('broken.yaml'))).toThrow(/3 problems/);
});
