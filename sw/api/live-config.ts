import { type Config, defaultConfig, readConfig } from '../../src/shared/config.ts';
import type { Memory } from '../memory.ts';

/** The settings were fine but could not be written down. */
export class ConfigNotKeptError extends Error {
  override readonly name = 'ConfigNotKeptError';
}

/** The configuration as it is now. Whoever reads `current` when it matters follows every change. */
export class LiveConfig {
  /** What differs from the defaults, so that later defaults reach everything that was left alone. */
  #changes: unknown = {};
  #current = defaultConfig;
  #restored: Promise<void> | undefined;
  #lastUpdate: Promise<unknown> = Promise.resolve();

  constructor(
    readonly memory: Memory,
    readonly onUnreadable: (cause: unknown) => void,
    readonly onChange: (config: Config) => void = () => undefined,
  ) {}

  get current(): Config {
    return this.#current;
  }

  /** The same, for parts that are given it once: they read the latest values from it and from its sections. */
  readonly live: Config = follow(() => this.#current);

  restore(): Promise<void> {
    this.#restored ??= this.#read();
    return this.#restored;
  }

  /** Changes what the part names. It takes effect when it is written down; a ConfigError changes nothing. */
  update(part: unknown): Promise<Config> {
    const update = this.#lastUpdate.then(() => this.#update(part));
    this.#lastUpdate = update.catch(() => undefined);
    return update;
  }

  async #update(part: unknown): Promise<Config> {
    await this.restore();
    const changes = merge(this.#changes, part);
    const config = readConfig(changes);
    await this.memory.write(changes).catch((cause: unknown) => {
      throw new ConfigNotKeptError('The configuration could not be written down', { cause });
    });
    this.#changes = changes;
    this.#current = config;
    this.onChange(config);
    return config;
  }

  async #read(): Promise<void> {
    const saved = await this.memory.read().catch(() => {
      // The next update must not write over what could not be read now.
      this.#restored = undefined;
    });
    if (saved === undefined) return;
    try {
      this.#current = readConfig(saved);
      this.#changes = saved;
    } catch (cause) {
      this.onUnreadable(cause);
    }
  }
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
