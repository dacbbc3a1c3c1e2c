import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StorageConditions, storeBudgetBytes } from './store-budget.ts';

const mebibyte = 1024 * 1024;
const roomy: StorageConditions = {
  configuredBytes: null,
  quotaBytes: 100_000 * mebibyte,
  usageBytes: 0,
  ownBytes: 0,
  deviceMemoryGibibytes: 4,
  saveData: false,
};

describe('the budget of the store', () => {
  it('grows with the memory of the device, up to a gibibyte', () => {
    expect(storeBudgetBytes(roomy)).toBe(512 * mebibyte);
    expect(storeBudgetBytes({ ...roomy, deviceMemoryGibibytes: 0.5 })).toBe(64 * mebibyte);
    expect(storeBudgetBytes({ ...roomy, deviceMemoryGibibytes: 32 })).toBe(1024 * mebibyte);
    expect(storeBudgetBytes({ ...roomy, deviceMemoryGibibytes: null })).toBe(256 * mebibyte);
  });

  it('is halved for a viewer who saves data, unless it is configured', () => {
    expect(storeBudgetBytes({ ...roomy, saveData: true })).toBe(256 * mebibyte);
    expect(storeBudgetBytes({ ...roomy, saveData: true, configuredBytes: 50 * mebibyte })).toBe(50 * mebibyte);
  });

  it('leaves room in the quota for the page’s other data', () => {
    const tight = { ...roomy, quotaBytes: 100 * mebibyte, usageBytes: 60 * mebibyte, ownBytes: 10 * mebibyte };
    expect(storeBudgetBytes(tight)).toBe(30 * mebibyte);
  });

  it('is 0 if the quota is 0', () => {
    expect(storeBudgetBytes({ ...roomy, quotaBytes: 0 })).toBe(0);
    expect(storeBudgetBytes({ ...roomy, quotaBytes: 0, configuredBytes: 10 * mebibyte })).toBe(0);
  });

  it('never exceeds the quota or the configuration, and is never negative', () => {
    const bytes = fc.nat(2 ** 31 - 1);
    const conditions = fc.record({
      configuredBytes: fc.option(bytes),
      quotaBytes: fc.option(bytes),
      usageBytes: fc.option(bytes),
      ownBytes: bytes,
      deviceMemoryGibibytes: fc.option(fc.constantFrom(0.25, 1, 2, 4, 8)),
      saveData: fc.boolean(),
    });
    fc.assert(
      fc.property(conditions, (given) => {
        const budget = storeBudgetBytes(given);
        expect(budget).toBeGreaterThanOrEqual(0);
        expect(budget).toBeLessThanOrEqual(given.quotaBytes ?? budget);
        expect(budget).toBeLessThanOrEqual(given.configuredBytes ?? budget);
      }),
    );
  });
});
