import { type Config, ConfigError, defaultConfig, readConfig } from '../../src/shared/config.ts';
import { requireStrategies } from '../decision/plan/strategies/strategy-table.ts';
import { Kept } from '../kept.ts';
import type { Memory } from '../memory.ts';
import { isTable } from '../../src/shared/table.ts';

/** The settings were valid but could not be stored. */
export class ConfigNotKeptError extends Error {
  override readonly name = 'ConfigNotKeptError';
}

/** With more of them, nothing of what is stored is used. */
const maxInvalidKeys = 50;

type Settings = {
  /** Only what differs from the defaults, so that new defaults of a later version apply to everything else. */
  readonly changes: unknown;
  readonly config: Config;
};

/** The configuration, which can change at any time: read `current` at the moment of use. */
export class LiveConfig {
  /** Always has the values of `current`, in its sections too, so a part can receive it once and keep it. */
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

  /** Changes the keys that the part names, once they are stored. Throws a ConfigError if a value is invalid. */
  async update(part: unknown): Promise<Config> {
    const { config } = await this.#kept
      .replace((before) => {
        const changes = merge(before.changes, part);
        return settingsFrom(changes);
      })
      .catch((cause: unknown) => {
        if (cause instanceof ConfigError) throw cause;
        // Invalid values are reported even while the store is unavailable.
        settingsFrom(merge(this.#kept.value.changes, part));
        throw new ConfigNotKeptError('The configuration could not be saved', { cause });
      });
    this.onChange(config);
    return config;
  }

  /** Leaves out what this version does not know or allow: a newer one may have stored it, before a rollback. */
  #read(changes: unknown, triesLeft = maxInvalidKeys): Settings | undefined {
    try {
      return settingsFrom(changes);
    } catch (cause) {
      this.onUnreadable(cause);
      const rest = cause instanceof ConfigError ? without(changes, cause.key.split('.')) : undefined;
      return rest === undefined || triesLeft === 0 ? undefined : this.#read(rest, triesLeft - 1);
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

/** Returns the tree without this key; undefined if it has none. */
function without(tree: unknown, [name = '', ...rest]: readonly string[]): unknown {
  if (!isTable(tree) || !Object.hasOwn(tree, name)) return undefined;
  const { [name]: node, ...others } = tree;
  if (rest.length === 0) return others;
  const left = without(node, rest);
  return left === undefined ? undefined : { ...others, [name]: left };
}

/** Recurses only as deep as `base`, which is a valid configuration, however deep `part` is nested. */
function merge(base: unknown, part: unknown): unknown {
  if (!isTable(base) || !isTable(part)) return part;
  const merged = Object.entries(part).map(([key, value]) => {
    return [key, merge(Object.hasOwn(base, key) ? base[key] : undefined, value)];
  });
  return Object.fromEntries([...Object.entries(base), ...merged]);
}
