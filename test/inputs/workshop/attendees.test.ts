import { expect, test } from '@jest/globals';
import { listed, numbered, parseCsv } from '../../../src/inputs/workshop/attendees.ts';

test.each([
  ['Ada\nGrace\n', ['Ada', 'Grace']],
  ['\u{feff}Name,Email\r\nAda,ada@example.com\r\n\r\nGrace\r\n', ['Ada', 'Grace']],
  ['"Hopper, Grace",x\n"Lovelace ""Ada"""', ['Hopper, Grace', 'Lovelace "Ada"']],
  ['Name;Email\nAda;ada@example.com\n"Hopper, Grace";x\n', ['Ada', 'Hopper, Grace']],
  ['email\nada@example.com', ['ada@example.com']],
])('%j contains a list of names', (text, names) => {
  expect(parseCsv(text)).toEqual({ names, problems: [] });
});

test.each([
  ['', /at least one name/],
  ['name\n', /at least one name/],
  ['Ada\nGrace\nAda\n', /line 3 repeats line 1/],
  ['Ada\n,x\n', /empty names; line 2 is empty/],
  ['Ada\n"Gra\u202Ece"', /printable names .*; line 2 is not/],
  ['Ada\n"Grace', /in CSV \(/],
])('the problem of %j is reported', (text, problem) => {
  expect(parseCsv(text).problems.join()).toMatch(problem);
});

test('all problems of a list are reported', () => {
  expect(listed(['Ada', '', 'Ada', 'x'.repeat(101)]).problems).toHaveLength(3);
  expect(numbered(2)).toEqual(['Attendee 1', 'Attendee 2']);
});
