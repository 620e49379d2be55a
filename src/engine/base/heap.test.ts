import { expect, test } from 'vitest';
import { EventQueue, NO_EVENT } from './heap.ts';

function drained(queue: EventQueue): [time: number, subject: number][] {
  const taken: [number, number][] = [];
  while (queue.size > 0) {
    const subject = queue.take();
    taken.push([queue.time, subject]);
  }
  return taken;
}

test('events come out by time, those of one time in the order in which they were scheduled', () => {
  const queue = new EventQueue();
  [5, 1, 5, 0.5, 5, 1].forEach((time, subject) => queue.schedule(time, subject));
  expect(drained(queue)).toEqual([
    [0.5, 3],
    [1, 1],
    [1, 5],
    [5, 0],
    [5, 2],
    [5, 4],
  ]);
  expect(queue.earliest).toBe(NO_EVENT);
});

test('what is scheduled for the time that is being worked off comes after all that waits for it', () => {
  const queue = new EventQueue();
  queue.schedule(1, 10);
  queue.schedule(1, 11);
  expect(queue.take()).toBe(10);
  queue.schedule(1, 12);
  expect(drained(queue)).toEqual([
    [1, 11],
    [1, 12],
  ]);
});

test('an event that was taken, or was removed before, cannot be removed', () => {
  const queue = new EventQueue();
  const event = queue.schedule(3, 1);
  queue.schedule(4, 2);
  queue.take();
  expect(() => queue.remove(event)).toThrow('an event is pending');
  expect(() => queue.timeOf(event)).toThrow('an event is pending');
  queue.take();
  expect(() => queue.take()).toThrow('there is an event to take');
});
