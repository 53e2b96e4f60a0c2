import { describe, expect, test } from '@jest/globals';
import { ApiException } from '@kubernetes/client-node';
import {
  apiMessage,
  isConflict,
  isForbidden,
  isNotFound,
  orUndefined,
} from '../../../src/core/kube/clients.ts';
import { apiException } from '../../support/fake-kube.ts';

describe('the message of an error is the original one of', () => {
  test.each([
    ['the API server', apiException(403, 'jobs.batch is forbidden'), 'jobs.batch is forbidden'],
    ['a proxy in front of it', new ApiException(502, 'x', '<html>', {}), 'HTTP 502'],
    [
      'refused credentials, an answer without a body',
      new ApiException(401, 'Unauthorized', undefined as never, {}),
      'HTTP 401 Unauthorized',
    ],
    ['an answer without a message', new ApiException(500, 'x', '{}', {}), 'HTTP 500'],
    [
      'the network, which fetch wraps',
      new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 10.0.0.1:6443') }),
      'connect ECONNREFUSED 10.0.0.1:6443',
    ],
    ['a value that is not an error', 'text', 'text'],
  ])('%s', (_, error, message) => {
    expect(apiMessage(error)).toBe(message);
  });
});

test.each([
  [404, isNotFound],
  [409, isConflict],
  [403, isForbidden],
])('%i is distinguished from other codes', (code, is) => {
  expect(is(apiException(code))).toBe(true);
  expect(is(apiException(500))).toBe(false);
  expect(is(new Error(String(code)))).toBe(false);
});

test('the 404 of a load balancer says nothing about the object', async () => {
  const balancer = new ApiException(404, 'x', 'default backend - 404', {});
  expect(isNotFound(balancer)).toBe(false);
  await expect(orUndefined(Promise.reject(balancer))).rejects.toBe(balancer);
});

test('only a missing object is undefined', async () => {
  expect(await orUndefined(Promise.resolve('there'))).toBe('there');
  expect(await orUndefined(Promise.reject(apiException(404)))).toBeUndefined();
  await expect(orUndefined(Promise.reject(apiException(403)))).rejects.toMatchObject({ code: 403 });
});
