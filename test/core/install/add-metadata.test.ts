import { describe, expect, test } from '@jest/globals';
import { addMetadata, type Mark } from '../../../src/core/install/add-metadata.ts';
import { decode, decodeText, encode } from '../../support/protobuf.ts';

const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'the-lease', uid: 'uid-of-the-lease' };

describe('a JSON body', () => {
  const add = (object: object) =>
    JSON.parse(
      addMetadata(Buffer.from(JSON.stringify(object)), 'application/json', { owner }).toString(),
    );

  test('the owner is added and the rest of the object does not change', () => {
    const secret = { kind: 'Secret', metadata: { name: 'a' }, data: { key: 'dmFsdWU=' } };
    expect(add(secret)).toEqual({ ...secret, metadata: { name: 'a', ownerReferences: [owner] } });
  });

  test('existing owners are kept', () => {
    const other = { ...owner, name: 'other', uid: 'other-uid' };
    const metadata = { name: 'a', ownerReferences: [other] };
    expect(add({ metadata }).metadata.ownerReferences).toEqual([other, owner]);
  });

  test('labels are added to the existing labels', () => {
    const body = Buffer.from(JSON.stringify({ metadata: { name: 'a', labels: { app: 'b' } } }));
    const marked = addMetadata(body, 'application/json', { labels: { added: 'yes' } });
    expect(JSON.parse(marked.toString())).toEqual({
      metadata: { name: 'a', labels: { app: 'b', added: 'yes' } },
    });
  });

  test('metadata is added to an object without metadata', () => {
    expect(add({ kind: 'Secret' }).metadata).toEqual({ ownerReferences: [owner] });
  });
});

describe('a protobuf body', () => {
  const MAGIC = Buffer.from('k8s\0');
  const TYPE = 'application/vnd.kubernetes.protobuf';
  const typeMeta = encode([1, 'v1'], [2, 'Secret']);

  /** Encodes a Secret as a Go client does: field 1 is the metadata, field 2 is the map `data`. */
  const secret = (value: string) =>
    encode(
      [1, encode([1, 'release'], [3, 'ci'])],
      [2, encode([1, 'key'], [2, value])],
      [3, 'Opaque'],
    );

  const envelope = (raw: Buffer) =>
    Buffer.concat([MAGIC, encode([1, typeMeta], [2, raw], [3, ''], [4, ''])]);

  const add = (raw: Buffer, contentType = TYPE, mark: Mark = { owner }) => {
    const body = addMetadata(envelope(raw), contentType, mark);
    expect(body.subarray(0, 4)).toEqual(MAGIC);
    return body.subarray(4);
  };

  // The length takes one, two and three bytes.
  test.each([10, 1_000, 100_000])('only the owner changes in a Secret with %i bytes', (size) => {
    const value = 'x'.repeat(size);
    const unknown = add(secret(value));
    expect(decode(unknown, 1)).toEqual([typeMeta]);
    expect([decode(unknown, 3), decode(unknown, 4)]).toEqual([[Buffer.of()], [Buffer.of()]]);
    const [raw = Buffer.of()] = decode(unknown, 2);
    const [data = Buffer.of()] = decode(raw, 2);
    expect([decodeText(data, 1), decodeText(data, 2)]).toEqual(['key', value]);
    // A protobuf reader merges the parts of one message.
    const metadata = Buffer.concat(decode(raw, 1));
    expect([decodeText(metadata, 1), decodeText(metadata, 3)]).toEqual(['release', 'ci']);
    const [reference = Buffer.of(), ...more] = decode(metadata, 13);
    expect(more).toEqual([]);
    expect([1, 3, 4, 5].map((number) => decodeText(reference, number))).toEqual([
      owner.kind,
      owner.name,
      owner.uid,
      owner.apiVersion,
    ]);
  });

  test('existing owners are kept', () => {
    const raw = encode([1, encode([1, 'a'], [13, encode([3, 'other'])])]);
    const [merged = Buffer.of()] = decode(add(raw), 2);
    const references = decode(Buffer.concat(decode(merged, 1)), 13);
    expect(references.map((reference) => decodeText(reference, 3))).toEqual(['other', owner.name]);
  });

  test('parameters of the content type are ignored', () => {
    const [raw = Buffer.of()] = decode(add(secret('a'), `${TYPE};charset=utf-8`), 2);
    expect(decode(raw, 1)).toHaveLength(2);
  });

  test('labels are added to the existing labels', () => {
    const own = encode([1, 'app'], [2, 'vcluster']);
    const raw = encode([1, encode([1, 'a'], [11, own])]);
    const [merged = Buffer.of()] = decode(add(raw, TYPE, { labels: { a: 'b', c: 'd' } }), 2);
    const entries = decode(Buffer.concat(decode(merged, 1)), 11);
    expect(entries.map((entry) => [decodeText(entry, 1), decodeText(entry, 2)])).toEqual([
      ['app', 'vcluster'],
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });
});
