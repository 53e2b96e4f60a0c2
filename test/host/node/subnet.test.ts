import { describe, expect, it } from '@jest/globals';
import { freeSubnet } from './subnet.ts';

describe('the subnet of a host', () => {
  it('is the first one on a machine without hosts', () => {
    expect(freeSubnet(['127.0.0.1', '192.168.1.7', 'default'])).toEqual({
      number: 0,
      gateway: '10.250.0.1',
      node: '10.250.0.2',
    });
  });

  it('is one that no address and no route uses', () => {
    const inUse = ['10.250.0.1', '10.250.1.0/24', '10.250.3.1', '10.250.20.9'];
    expect(freeSubnet(inUse).number).toBe(2);
  });

  it('is an error if all are in use', () => {
    const all = Array.from({ length: 256 }, (_, number) => `10.250.${number}.1`);
    expect(() => freeSubnet(all)).toThrow('in use');
  });
});
