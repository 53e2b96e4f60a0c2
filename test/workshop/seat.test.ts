import { expect, test } from '@jest/globals';
import { seatsFor } from '../../src/workshop/seat.ts';

const clusters = (seats: ReturnType<typeof seatsFor>) => seats.map(({ cluster }) => cluster);

test('seats are numbered in the order of the list, with as many digits as needed', () => {
  expect(seatsFor('go', ['Ada', 'Grace'])).toEqual([
    { number: 1, attendee: 'Ada', cluster: 'go-01' },
    { number: 2, attendee: 'Grace', cluster: 'go-02' },
  ]);
  const many = Array.from({ length: 100 }, (_, index) => `Attendee ${index}`);
  expect(clusters(seatsFor('go', many)).at(-1)).toBe('go-100');
});

test('attendees keep their seats when the list changes, and no seat is assigned twice', () => {
  const taken = [
    { attendee: 'Grace', cluster: 'go-02' },
    { attendee: 'Linus', cluster: 'go-01' },
  ];
  const seats = seatsFor('go', ['Ada', 'Grace', 'Barbara'], taken);
  expect(clusters(seats)).toEqual(['go-03', 'go-02', 'go-04']);
});
