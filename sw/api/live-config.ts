import { type Config, ConfigError, defaultConfig, readConfig } from '../../src/shared/config.ts';
import { requireStrategies } from '../decision/plan/strategies/strategy-table.ts';
import { Kept } from '../kept.ts';
import type { Memory } from '../memory.ts';

/** The settings were fine but could not be written down. */
export class ConfigNotKeptError extends Error {
  override readonly name = 'ConfigNotKeptError';
}

type Settings = {
  /** What differs from the defaults, so that later defaults reach everything that was left alone. */
  readonly changes: unknown;
  readonly config: Config;
};

/** The configuration as it is now. Whoever reads `current` when it matters follows every change. */
export class LiveConfig {
  /** The same as `current`, for parts that are given it once: they read the latest values from it and its sections. */
  readonly live: Config;
  readonly #kept: Kept<Settings>;

  constructor(
    memory: Memory,
    readonly onUnreadable: (cause: unknown) => void,
    readonly onChange: (config: Config) => void = () => undefined,
  ) {
    this.#kept = new Kept<Settings>(memory, {
      empty: () => ({ changes: {}, config: defaultConfig }),
      read: (changes) => this.#read(changes),
      write: ({ changes }) => changes,
    });
    this.live = follow(() => this.current);
  }

  get current(): Config {
    return this.#kept.value.config;
  }

  restore(): Promise<void> {
    return this.#kept.restore();
  }

  /** Changes what the part names. It takes effect when it is written down; a ConfigError changes nothing. */
  async update(part: unknown): Promise<Config> {
    const { config } = await this.#kept
      .replace((before) => {
        const changes = merge(before.changes, part);
        return settingsFrom(changes);
      })
      .catch((cause: unknown) => {
        if (cause instanceof ConfigError) throw cause;
        // What is wrong in itself is named also while the store is away.
        settingsFrom(merge(this.#kept.value.changes, part));
        throw new ConfigNotKeptError('The configuration is not saved', { cause });
      });
    this.onChange(config);
    return config;
  }

  #read(changes: unknown): Settings | undefined {
    try {
      return settingsFrom(changes);
    } catch (cause) {
      this.onUnreadable(cause);
      return undefined;
    }
  }
}

function settingsFrom(changes: unknown): Settings {
  const config = readConfig(changes);
  requireStrategies(config.prefetcher);
  return { changes, config };
}

function follow<T extends object>(read: () => T): T {
  return new Proxy(read(), {
    get: (_first, key) => {
      const readValue = (): unknown => Reflect.get(read(), key);
      const value = readValue();
      return isTable(value) ? follow(() => Object(readValue())) : value;
    },
  });
}

/** No deeper than what was there before, which is a valid configuration, whatever is put on top of it. */
function merge(base: unknown, part: unknown): unknown {
  if (!isTable(base) || !isTable(part)) return part;
  const merged = Object.entries(part).map(([key, value]) => {
    return [key, merge(Object.hasOwn(base, key) ? base[key] : undefined, value)];
  });
  return Object.fromEntries([...Object.entries(base), ...merged]);
}

function isTable(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
