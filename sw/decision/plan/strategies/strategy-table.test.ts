import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigError, defaultConfig } from '../../../../src/shared/config.ts';
import { LearnedStrategies, requireStrategies, strategyTable } from './strategy-table.ts';
import { nowMs, situationOf } from './testing/situation.ts';

const names = Object.keys(strategyTable);
const restarted = (learned: LearnedStrategies) => new LearnedStrategies(JSON.parse(JSON.stringify(learned.snapshot())));
const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('every strategy file is in the table', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('-strategy.ts'));
  const table = textOf('strategy-table.ts');
  for (const file of files) expect(table).toContain(`from './${file}'`);
  expect(names).toHaveLength(files.length);
});

test('the README describes every strategy', () => {
  const readme = textOf('../../../../README.md');
  for (const name of names) expect(readme).toContain(`* \`${name}\`: `);
});

test.each(names)('%s can be chosen, and plans under its own name', (name) => {
  requireStrategies({ strategy: name });
  const learned = new LearnedStrategies();
  for (const resourceId of ['r0', 'r1', 'r0', 'r1']) learned.learn({ resourceId, atMs: nowMs });
  const [strategy, ...others] = learned.chosen({ strategy: name });
  const plan = strategy?.plan(situationOf(['r0', 'r1', 'r2']));
  expect(others).toEqual([]);
  expect(plan?.goals[0]).toMatchObject({ reelId: 'r1', strategy: name });
});

test('the default strategy is in the table', () => {
  expect(new LearnedStrategies().chosen(defaultConfig.prefetcher)).toHaveLength(1);
});

test('several strategies are chosen in the configured order, each once', () => {
  const learned = new LearnedStrategies();
  const chosen = learned.chosen({ strategy: ['pattern', 'sequential', 'pattern'] });
  const [pattern] = learned.chosen({ strategy: 'pattern' });
  expect(chosen).toHaveLength(2);
  expect(chosen[0]).toBe(pattern);
});

test.each(['magic', 'constructor', '__proto__'])('a configuration that names the strategy %s is refused', (name) => {
  expect(() => requireStrategies({ strategy: ['pattern', name] })).toThrow(ConfigError);
});

test('every strategy keeps what it has learned across restarts, whichever is chosen later', () => {
  const first = new LearnedStrategies();
  for (const [index, resourceId] of ['r0', 'r2'].entries()) first.learn({ resourceId, atMs: nowMs + index });
  const plans = restarted(first)
    .chosen({ strategy: ['pattern', 'user_behaviour'] })
    .map((strategy) => strategy.plan(situationOf(['r0', 'r1', 'r2'])));
  expect(plans.map(({ goals }) => goals.map(({ reelId }) => reelId))).toEqual([['r2'], ['r2']]);
});

test('the last hundred accesses are kept across restarts', () => {
  const first = new LearnedStrategies();
  for (let index = 0; index < 130; index++) first.learn({ resourceId: `r${index}`, atMs: index });
  const { history } = restarted(first);
  expect(history).toHaveLength(100);
  expect([history[0], history.at(-1)]).toEqual([
    { resourceId: 'r30', atMs: 30 },
    { resourceId: 'r129', atMs: 129 },
  ]);
});

test('the history is empty when the snapshot is invalid', () => {
  expect(new LearnedStrategies({ history: [{ resourceId: 1 }] }).history).toEqual([]);
});
