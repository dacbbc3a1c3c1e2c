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
  vi.stubGlobal('fetch', (url: string, { cache }: RequestInit) => {
    asked.push(`${url} ${cache}`);
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

test('what came before the worker is asked for once more, from the browser’s own cache, when the line is free', async () => {
  visit().noteLoaded(file);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([]);
  isFree = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([`${file.url} force-cache`]);
});

test('a viewer who leaves the line no quiet moment has it kept all the same', async () => {
  visit().noteLoaded(file);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual([`${file.url} force-cache`]);
});

test('with a worker from the start nothing is asked for again', async () => {
  serviceWorker.controller = {};
  isFree = true;
  visit().noteLoaded(file);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([]);
});
