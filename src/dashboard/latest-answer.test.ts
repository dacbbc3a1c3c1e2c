import { expect, it } from 'vitest';
import { LatestAnswer } from './latest-answer.ts';

const failed = () => Promise.reject<number>(new Error('no answer'));

it('the last answer is kept when later requests fail', async () => {
  const answers = [() => Promise.resolve(1), failed, () => Promise.resolve(2)];
  const latest = new LatestAnswer(() => answers.shift()?.() ?? failed());
  const seen: (number | null)[] = [latest.value];
  for (let asked = 0; asked < 4; asked += 1) {
    await latest.ask();
    seen.push(latest.value);
  }
  expect(seen).toEqual([null, 1, 1, 2, 2]);
});

it('a question that throws does not keep later ones from being asked', async () => {
  const answers = [
    () => {
      throw new Error('not connected');
    },
    () => Promise.resolve(1),
  ];
  const latest = new LatestAnswer(() => answers.shift()?.() ?? failed());
  await latest.ask();
  await latest.ask();
  expect(latest.value).toBe(1);
});

it('no second request is sent while one is in flight', async () => {
  const asked: ((value: number) => void)[] = [];
  const latest = new LatestAnswer(() => new Promise<number>((resolve) => asked.push(resolve)));
  const first = latest.ask();
  await latest.ask();
  expect(asked).toHaveLength(1);
  asked[0]?.(1);
  await first;
  void latest.ask();
  expect([asked.length, latest.value]).toEqual([2, 1]);
});
