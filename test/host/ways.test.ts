import { describe, expect, it } from '@jest/globals';
import { chooseWay, KUBECONFIG_VARIABLE, type Way, waysOf } from './ways.ts';

const way = (name: Way['name'], lack?: string): Way => ({ name, lacks: async () => lack });

describe('the way to a host cluster', () => {
  it('is the first one that is possible, with the reasons against the earlier ones', async () => {
    const ways = [way('existing', 'not set'), way('kind'), way('built')];
    expect(await chooseWay(ways)).toEqual({
      name: 'kind',
      reasons: ['existing: not set', 'kind: chosen'],
    });
  });

  it('does not check the ways after the chosen one', async () => {
    const never: Way = { name: 'built', lacks: () => Promise.reject(new Error('looked at')) };
    expect((await chooseWay([way('existing'), never])).name).toBe('existing');
  });

  it('is an error with what each way lacks if none is possible', async () => {
    const ways = [way('existing', 'set A'), way('kind', 'install B'), way('built', 'install C')];
    await expect(chooseWay(ways)).rejects.toThrow(/set A[\s\S]*install B[\s\S]*install C/);
  });

  it('is an error, and no other way, if the named kubeconfig does not exist', async () => {
    const ways = waysOf({ [KUBECONFIG_VARIABLE]: '/no/such/file' });
    await expect(chooseWay(ways)).rejects.toThrow('no file /no/such/file');
  });
});
