import { expect, test } from '@jest/globals';
import { loadStates, type StateStore, saveStates } from '../../src/action/state.ts';
import { stateOf } from './support/state.ts';

function newStore(): StateStore {
  const values = new Map<string, string>();
  return {
    saveState: (name, value) => void values.set(name, value),
    getState: (name) => values.get(name) ?? '',
  };
}

test('the post run loads the states that the main run saved last', () => {
  const store = newStore();
  const state = stateOf('');
  saveStates(store, [{ ...state, expiresAt: 'never' }]);
  saveStates(store, [state, state]);
  expect(loadStates(store)).toEqual([state, state]);
});

test('without saved states there are none to load', () => {
  const store = newStore();
  expect(loadStates(store)).toEqual([]);
});

test('contains the paths of secrets, never secrets', () => {
  expect(JSON.stringify(stateOf('token: abc'))).not.toContain('abc');
});

test('a full disk is reported with the file of the runner, and what to do', () => {
  const full = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  const saving = () =>
    saveStates({ ...newStore(), saveState: full }, [], { GITHUB_STATE: '/runner/state' });
  expect(saving).toThrow('Could not write /runner/state: ENOSPC: no space left on device, write');
  expect(saving).toThrow('The disk is full: free space on it.');
});
