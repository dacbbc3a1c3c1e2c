import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

const casesEach = Math.ceil(5000 / targets.length);

it.each(targets)('$name is read or refused by name, whatever it says', async (target) => {
  const seed = Date.now() % 2 ** 31;
  expect(await fuzz(target, { cases: casesEach, seed }), `seed ${seed}`).toBeNull();
});

it('an error that is not a declared refusal is found', async () => {
  const [first] = targets;
  if (first === undefined) throw new Error('There is no target');
  expect(await fuzz({ ...first, refusals: [] }, { cases: 2000, seed: 1 })).toMatchObject({ target: first.name });
});
