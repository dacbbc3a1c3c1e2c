import { describe, expect, it } from 'vitest';
import { ConfigError, defaultConfig } from '../../src/shared/config.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { ConfigNotKeptError, LiveConfig } from './live-config.ts';

function configWith(value: unknown) {
  const memory = new FakeMemory(value);
  const unreadable: unknown[] = [];
  return { memory, unreadable, config: new LiveConfig(memory, (cause) => unreadable.push(cause)) };
}

describe('LiveConfig', () => {
  it('starts with the defaults, and restores the changes that an earlier worker stored', async () => {
    const { config } = configWith({ logging: { level: 'info' } });
    expect(config.current).toEqual(defaultConfig);
    await config.restore();
    expect(config.current.logging.level).toBe('info');
    expect(config.current.prefetcher).toEqual(defaultConfig.prefetcher);
  });

  it('stores only what differs from the defaults, and adds later changes to it', async () => {
    const { config, memory } = configWith(undefined);
    await config.update({ prefetcher: { max_attempts: 2 } });
    await config.update({ prefetcher: { prefetch_timeout: 5 } });
    expect(config.current.prefetcher).toMatchObject({ max_attempts: 2, prefetch_timeout: 5 });
    expect(memory.saved).toEqual({ prefetcher: { max_attempts: 2, prefetch_timeout: 5 } });
  });

  it('loses neither of two simultaneous changes', async () => {
    const { config } = configWith(undefined);
    await Promise.all([
      config.update({ logging: { level: 'debug' } }),
      config.update({ prefetcher: { max_attempts: 2 } }),
    ]);
    expect(config.current.logging.level).toBe('debug');
    expect(config.current.prefetcher.max_attempts).toBe(2);
  });

  it('validates a change together with earlier changes', async () => {
    const { config } = configWith(undefined);
    await expect(config.update({ prefetcher: { default_prefetch_count: 15 } })).rejects.toThrow(ConfigError);
    await config.update({ prefetcher: { max_prefetch_count: 20 } });
    await config.update({ prefetcher: { default_prefetch_count: 15 } });
    expect(config.current.prefetcher.default_prefetch_count).toBe(15);
  });

  it('changes nothing when a value is refused, and accepts later changes', async () => {
    const { config, memory } = configWith(undefined);
    await expect(config.update({ logging: { level: 'loud' } })).rejects.toThrow(ConfigError);
    expect(config.current).toEqual(defaultConfig);
    expect(memory.saved).toBeUndefined();
    await config.update({ logging: { level: 'debug' } });
    expect(config.current.logging.level).toBe('debug');
  });

  it('does not apply a change that could not be stored', async () => {
    const { config, memory } = configWith(undefined);
    memory.isFailing = true;
    await expect(config.update({ logging: { level: 'debug' } })).rejects.toThrow(ConfigNotKeptError);
    expect(config.current).toEqual(defaultConfig);
  });

  it('restores what it can use of a configuration that a newer version has stored', async () => {
    const newer = { future: 1, logging: { level: 'info', later: true }, prefetcher: { max_attempts: 'many' } };
    const { config, memory, unreadable } = configWith(newer);
    await config.update({ prefetcher: { prefetch_timeout: 5 } });
    expect(config.current.logging.level).toBe('info');
    expect(config.current.prefetcher).toMatchObject({ max_attempts: 4, prefetch_timeout: 5 });
    expect(memory.saved).toEqual({ logging: { level: 'info' }, prefetcher: { prefetch_timeout: 5 } });
    expect(unreadable).toHaveLength(3);
  });

  it('reports an invalid value even if the store is unavailable', async () => {
    const { config, memory } = configWith({ logging: { level: 'info' } });
    memory.isFailing = true;
    await expect(config.update({ logging: { level: 'loud' } })).rejects.toThrow(ConfigError);
  });

  it('reads the stored changes before it writes if the first read failed', async () => {
    const { config, memory } = configWith({ logging: { level: 'info' } });
    memory.isFailing = true;
    await config.restore();
    memory.isFailing = false;
    await config.update({ prefetcher: { max_attempts: 2 } });
    expect(memory.saved).toEqual({ logging: { level: 'info' }, prefetcher: { max_attempts: 2 } });
  });

  it('falls back to the defaults, and reports it, when the stored configuration is no longer valid', async () => {
    const { config, unreadable } = configWith({ logging: { level: 'loud' } });
    await config.restore();
    expect(config.current).toEqual(defaultConfig);
    expect(unreadable[0]).toBeInstanceOf(ConfigError);
  });

  it('accepts several strategies, and refuses unknown ones', async () => {
    const { config } = configWith(undefined);
    await config.update({ prefetcher: { strategy: ['sequential', 'pattern'] } });
    await expect(config.update({ prefetcher: { strategy: ['pattern', 'magic'] } })).rejects.toThrow(
      'Configuration key "prefetcher.strategy" is ["pattern","magic"]. Allowed: one or several of "ai_adaptive", ',
    );
    expect(config.current.prefetcher.strategy).toEqual(['sequential', 'pattern']);
  });

  it('does not let a change reach the prototype', async () => {
    const { config } = configWith(undefined);
    const part: unknown = JSON.parse('{"__proto__": {"polluted": 1}, "logging": {"__proto__": {"level": "debug"}}}');
    await expect(config.update(part)).rejects.toThrow(ConfigError);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(config.current).toEqual(defaultConfig);
  });
});
