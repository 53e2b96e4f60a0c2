import { expect, test } from '@jest/globals';
import { isPost, loadState, markPost, type StateStore, saveState } from '../../src/action/state.ts';
import { stateOf } from './support/state.ts';

function newStore(): StateStore {
  const values = new Map<string, string>();
  return {
    saveState: (name, value) => void values.set(name, value),
    getState: (name) => values.get(name) ?? '',
  };
}

test('the post half finds what the main half saved last', () => {
  const store = newStore();
  const state = stateOf('');
  expect(isPost(store)).toBe(false);
  markPost(store);
  saveState(store, { ...state, expiresAt: 'never' });
  saveState(store, state);
  expect(isPost(store)).toBe(true);
  expect(loadState(store)).toEqual(state);
});

test('without a decision there is no state', () => {
  const store = newStore();
  markPost(store);
  expect(loadState(store)).toBeUndefined();
});

test('holds paths of secrets, never secrets', () => {
  expect(JSON.stringify(stateOf('token: abc'))).not.toContain('abc');
});
