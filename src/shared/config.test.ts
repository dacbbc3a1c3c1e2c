import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, configKeys, defaultConfig, readConfig } from './config.ts';

function refusal(json: unknown): ConfigError {
  try {
    readConfig(json);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(json)} was accepted`);
}

function nested(path: string, value: unknown): unknown {
  return path.split('.').reduceRight((inner: unknown, key) => ({ [key]: inner }), value);
}

function valueAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((inner: unknown, key) => Object.entries(inner ?? {}).find(([k]) => k === key)?.[1], config);
}

describe('the configuration', () => {
  it('has the documented defaults when nothing is given', () => {
    expect(defaultConfig.prefetcher).toMatchObject({
      max_concurrent_prefetches: 10,
      strategy: 'ai_adaptive',
      default_prefetch_count: 3,
      max_prefetch_count: 10,
      prefetch_timeout: 30,
    });
    expect(defaultConfig.analyzer).toMatchObject({
      enable_scroll_tracking: true,
      enable_watch_time_tracking: true,
      analysis_window: 30,
      min_samples_for_pattern: 5,
      pattern_confidence_threshold: 0.7,
    });
    expect(defaultConfig.player.hlsMaxBufferLength).toBe(60);
  });

  it('has the class table of the requirements by default', () => {
    expect(defaultConfig.analyzer.classes).toEqual({
      fast_scroller: { prefetch_count: 5, priority: 'high' },
      normal_viewer: { prefetch_count: 3, priority: 'medium' },
      slow_viewer: { prefetch_count: 2, priority: 'low' },
      binge_watcher: { prefetch_count: 8, priority: 'high' },
      casual_browser: { prefetch_count: 2, priority: 'low' },
    });
  });

  it('keeps debug mode off by default', () => {
    expect(defaultConfig.logging.level).toBe('warn');
  });

  it('keeps given values and fills the rest of their section with defaults', () => {
    const config = readConfig({ analyzer: { classes: { slow_viewer: { prefetch_count: 1 } } }, logging: {} });
    expect(config.analyzer.classes.slow_viewer).toEqual({ prefetch_count: 1, priority: 'low' });
    expect(config.analyzer.classes.fast_scroller.prefetch_count).toBe(5);
    expect(config.prefetcher).toEqual(defaultConfig.prefetcher);
  });

  it('accepts null for a store budget that follows the quota', () => {
    expect(readConfig({ cache: { store_budget_bytes: null } }).cache.store_budget_bytes).toBeNull();
    expect(readConfig({ cache: { store_budget_bytes: 5e7 } }).cache.store_budget_bytes).toBe(5e7);
  });

  it('reads its own output unchanged', () => {
    expect(readConfig(JSON.parse(JSON.stringify(defaultConfig)))).toEqual(defaultConfig);
  });
});

describe('an invalid configuration', () => {
  it('is refused with a message that names the key, the value and the allowed values', () => {
    expect(refusal({ prefetcher: { max_concurrent_prefetches: 0 } }).message).toBe(
      'Configuration key "prefetcher.max_concurrent_prefetches" is 0. Allowed: a whole number from 1 to 64.',
    );
    expect(refusal({ logging: { level: 'loud' } }).message).toBe(
      'Configuration key "logging.level" is "loud". Allowed: one of "silent", "error", "warn", "info", "debug".',
    );
  });

  it.each([
    ['prefetcher.max_concurrent_prefetches', 1.5],
    ['prefetcher.max_concurrent_prefetches', '10'],
    ['prefetcher.prefetch_timeout', Number.NaN],
    ['prefetcher.prefetch_timeout', Number.POSITIVE_INFINITY],
    ['prefetcher.prefetch_timeout', null],
    ['prefetcher.strategy', []],
    ['prefetcher.strategy', ['sequential', 7]],
    ['prefetcher.strategy', ''],
    ['analyzer.pattern_confidence_threshold', 1.01],
    ['analyzer.enable_scroll_tracking', 'yes'],
    ['analyzer.classes.slow_viewer.priority', 'urgent'],
    ['analyzer.classes', 3],
    ['cache.volatile_query_parameters', 'token'],
    ['cache.volatile_query_parameters', ['']],
    ['cache.store_budget_bytes', -1],
    ['origins.base_urls', ['ftp://example.org/']],
    ['logging', []],
    ['analyzer', null],
    ['analyzer.classes', null],
    ['logging.level', 'loud'],
  ])('is refused with an error that names %s when it is %o', (key, value) => {
    const error = refusal(nested(key, value));
    expect(error.key).toBe(key);
    expect(error.value).toBe(value);
    expect(error.allowed).not.toBe('');
  });

  it.each(['prefetcher.max_concurent', 'analyser', 'constructor', 'logging.toString', 'analyzer.classes.robot'])(
    'is refused with an error that names the unknown key %s and the keys that exist there',
    (key) => {
      const error = refusal(nested(key, 3));
      expect(error.key).toBe(key);
      expect(error.message).toMatch(
        /is 3\. Allowed: only the keys \w+, .* here\.$|is 3\. Allowed: only the keys level here\.$/,
      );
    },
  );

  it('is refused when a key tries to reach the prototype', () => {
    expect(refusal(JSON.parse('{"__proto__": {"level": "debug"}}')).key).toBe('__proto__');
  });

  it.each([[null], [7], ['x'], [[]], [undefined]])('is refused as a whole when it is %j', (json) => {
    expect(refusal(json).message).toMatch(/^Configuration as a whole is .* the keys prefetcher, intercept, analyzer/);
  });

  it.each([
    ['prefetcher.default_prefetch_count', { prefetcher: { default_prefetch_count: 11 } }],
    ['analyzer.slow_viewer_below', { analyzer: { slow_viewer_below: 6 } }],
    ['analyzer.casual_browser_below', { analyzer: { casual_browser_below: 31 } }],
    ['player.buffer_refill_below', { player: { buffer_target: 10 } }],
    ['player.read_ahead_min', { player: { read_ahead_max: 5 } }],
  ])('is refused with an error that names %s when it contradicts another key', (key, json) => {
    expect(refusal(json).key).toBe(key);
  });

  it('is refused with a message that shows only the start of a long value', () => {
    expect(refusal({ logging: { level: 'x'.repeat(10_000) } }).message.length).toBeLessThan(300);
  });

  it('is never refused with anything but a ConfigError', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...configKeys.map((row) => row.key)), (value, key) => {
        try {
          readConfig(nested(key, value));
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
    );
  });
});

describe('the table of keys', () => {
  it('shows the default that is actually used for every key', () => {
    for (const row of configKeys) expect(valueAt(defaultConfig, row.key), row.key).toEqual(row.default);
  });

  it('documents every key of the configuration', () => {
    const leaves = (value: unknown, path: string): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
        : [path];
    expect(leaves(defaultConfig, '')).toEqual(configKeys.map((row) => row.key));
    for (const row of configKeys) expect(row.meaning, row.key).toMatch(/^[A-Z].*\.$/);
  });
});
