import { mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listGeneratedScenarios } from '../simulator/experiment.ts';
import { runSession } from '../simulator/session.ts';
import type { Policy } from '../simulator/world.ts';
import { buildPolicy } from './build.ts';
import { createPolicy } from './policy.ts';

const folder = mkdtempSync(join(tmpdir(), 'nextreel-policy-'));
let file = '';
beforeAll(async () => {
  file = await buildPolicy(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const scenarios = listGeneratedScenarios({ viewers: 1, networks: 1 }, 0).slice(0, 2);

function checked(policy: Policy): Policy {
  return {
    ...policy,
    decide(o) {
      const decision = policy.decide(o);
      const [id, level, sleepMs] = decision;
      expect(decision).toHaveLength(3);
      const entry = o.q.find(([inQueue]) => inQueue === id);
      expect(entry).toBeDefined();
      expect([0, 1, 2]).toContain(level);
      expect(sleepMs).toBeGreaterThanOrEqual(0);
      expect(Number.isInteger(sleepMs)).toBe(true);
      return decision;
    },
  };
}

test('the built policy is one module without imports, honours the contract and decides like the source', async () => {
  expect(readFileSync(file, 'utf8')).not.toMatch(/^\s*import[\s{*]|\brequire\(|import\(/m);
  const built: { createPolicy: () => Policy } = await import(pathToFileURL(file).href);
  for (const { viewing, network } of scenarios) {
    const outcome = runSession(viewing, network, checked(built.createPolicy()));
    expect(outcome).toEqual(runSession(viewing, network, createPolicy()));
  }
});

test('a policy remembers nothing of the previous session after a reset', () => {
  const policy = createPolicy();
  const outcomes = [0, 1].map(() => scenarios.map(({ viewing, network }) => runSession(viewing, network, policy)));
  expect(outcomes[1]).toEqual(outcomes[0]);
});

test('the first decision of a session fetches the first chunk of the first video', () => {
  const policy = createPolicy();
  policy.reset({ chunkMs: 1000, kbps: [750, 1200, 1850], queue: 5 });
  policy.video({
    id: 0,
    sizes: [
      [1e5, 1e5],
      [2e5, 2e5],
      [3e5, 3e5],
    ],
    retention: [1, 0.9, 0.5, 0],
  });
  const [id, , sleepMs] = policy.decide({
    first: true,
    now: 0,
    delay: 0,
    rebuf: 0,
    bytes: 0,
    eov: false,
    play: 0,
    q: [[0, 0, 0, 0, -1]],
  });
  expect([id, sleepMs]).toEqual([0, 0]);
});
