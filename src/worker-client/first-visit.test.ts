import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FirstVisit } from './first-visit.ts';

const file = { url: 'https://media.example/0.m4s', range: null };

let serviceWorker: EventTarget & { controller: object | null };
let asked: string[];
let isFree: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  serviceWorker = Object.assign(new EventTarget(), { controller: null });
  asked = [];
  isFree = false;
  vi.stubGlobal('navigator', { serviceWorker });
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return Promise.resolve(new Response('bytes'));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const visit = () =>
  new FirstVisit({
    isAllowed: () => true,
    maySpend: () => isFree,
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  });

test('what came before the worker is asked for once more when the line is free, however long that takes', async () => {
  visit().noteLoaded(file);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  isFree = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([file.url]);
});

test('with a worker from the start nothing is asked for again', async () => {
  serviceWorker.controller = {};
  isFree = true;
  visit().noteLoaded(file);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([]);
});
