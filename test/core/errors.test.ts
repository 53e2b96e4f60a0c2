import { expect, test } from '@jest/globals';
import { ClusterError, errorParts, InputError } from '../../src/core/errors.ts';

test('a cluster error has a one-line summary and its hint as the details', () => {
  const error = new ClusterError('it said:\n  no', { hint: 'Ask again.' });
  expect(errorParts(error)).toEqual({ summary: 'it said: no', details: 'Ask again.' });
  expect(error.message).toBe('it said:\n  no\nAsk again.');
});

test('an input error has all problems on one line and the whole list as the details', () => {
  const error = new InputError([
    { input: 'name', given: 'X', allowed: 'lower-case' },
    { input: 'ttl', allowed: 'a time' },
  ]);
  expect(errorParts(error)).toEqual({
    summary: 'name: "X" was given; it must be lower-case; ttl: must be a time',
    details: error.message,
  });
});

test('any other error has its message on one line', () => {
  expect(errorParts(new Error('plain'))).toEqual({ summary: 'plain', details: undefined });
  expect(errorParts(new Error('one\ntwo'))).toEqual({ summary: 'one two', details: 'one\ntwo' });
});
