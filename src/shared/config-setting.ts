import { isTable } from './table.ts';

/** One documented value of the configuration. */
export class Setting<T> {
  constructor(
    readonly accepts: (value: unknown) => value is T,
    readonly preset: T,
    readonly allowed: string,
    readonly meaning: string,
  ) {}
}

export type SettingTree = { readonly [key: string]: Setting<unknown> | SettingTree };

export type ValuesOf<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : ValuesOf<S[K]> };

/** One row of the documented table of keys. */
export type ConfigKey = {
  readonly key: string;
  readonly default: unknown;
  readonly allowed: string;
  readonly meaning: string;
};

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    readonly key: string,
    readonly value: unknown,
    readonly allowed: string,
  ) {
    super(`Configuration ${key === '' ? 'as a whole' : `key "${key}"`} is ${show(value)}. Allowed: ${allowed}.`);
  }
}

export function integer(preset: number, min: number, max: number, meaning: string): Setting<number> {
  const isInRange = isNumber(min, max);
  const accepts = (value: unknown): value is number => isInRange(value) && Number.isInteger(value);
  return new Setting(accepts, preset, `a whole number from ${min} to ${max}`, meaning);
}

export function number(preset: number, min: number, max: number, meaning: string): Setting<number> {
  return new Setting(isNumber(min, max), preset, `a number from ${min} to ${max}`, meaning);
}

export function nullable<T>({ accepts, allowed, meaning }: Setting<T>): Setting<T | null> {
  const acceptsNull = (value: unknown): value is T | null => value === null || accepts(value);
  return new Setting<T | null>(acceptsNull, null, `${allowed}, or null`, meaning);
}

export function flag(preset: boolean, meaning: string): Setting<boolean> {
  return new Setting((value): value is boolean => typeof value === 'boolean', preset, 'true or false', meaning);
}

export function choice<const T extends string>(preset: NoInfer<T>, options: readonly T[], meaning: string): Setting<T> {
  return new Setting(isOneOf(options), preset, `one of ${options.map(show).join(', ')}`, meaning);
}

export function choices<const T extends string>(options: readonly T[], meaning: string): Setting<readonly T[]> {
  const allowed = `a list of ${options.map(show).join(', ')}`;
  return new Setting(isListOf(isOneOf(options), options.length), options, allowed, meaning);
}

export function nameList(preset: readonly string[], meaning: string): Setting<readonly string[]> {
  return new Setting(isListOf(isName(200), 100), preset, 'a list of at most 100 names', meaning);
}

/** Checks the form of the names only: the code that uses them checks whether they exist. */
export function nameOrNames(preset: string, meaning: string): Setting<string | readonly string[]> {
  const isOne = isName(40);
  const areSome = isListOf(isOne, 8);
  const accepts = (value: unknown): value is string | readonly string[] =>
    isOne(value) || (areSome(value) && value.length > 0);
  return new Setting<string | readonly string[]>(accepts, preset, 'a name, or a list of 1 to 8 names', meaning);
}

export function urlList(meaning: string): Setting<readonly string[]> {
  const isUrl = (value: unknown): value is string =>
    typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value);
  return new Setting(isListOf(isUrl, 16), [], 'a list of at most 16 http(s) addresses', meaning);
}

function isNumber(min: number, max: number) {
  return (value: unknown): value is number => typeof value === 'number' && min <= value && value <= max;
}

function isOneOf<T extends string>(options: readonly T[]) {
  return (value: unknown): value is T => options.some((option) => option === value);
}

function isName(maxLength: number) {
  return (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= maxLength;
}

function isListOf<T>(isItem: (value: unknown) => value is T, maxItems: number) {
  return (value: unknown): value is readonly T[] =>
    Array.isArray(value) && value.length <= maxItems && value.every(isItem);
}

/** Fills missing keys with defaults. Throws a ConfigError for an invalid value or an unknown key. */
export function readSettings<S extends SettingTree>(tree: S, json: unknown, path = ''): ValuesOf<S> {
  const known = Object.keys(tree);
  if (!isTable(json)) throw new ConfigError(path, json, `an object with the keys ${known.join(', ')}`);
  const unknownKey = Object.keys(json).find((key) => !known.includes(key));
  if (unknownKey !== undefined) {
    throw new ConfigError(join(path, unknownKey), json[unknownKey], `only the keys ${known.join(', ')} here`);
  }
  const values = Object.entries(tree).map(([key, node]) => {
    const given = Object.hasOwn(json, key) ? json[key] : undefined;
    return [
      key,
      node instanceof Setting
        ? readSetting(node, given, join(path, key))
        : readSettings(node, given === undefined ? {} : given, join(path, key)),
    ];
  });
  // Sound: every key of the tree was just read by its own setting; the compiler cannot follow `fromEntries`.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(values) as ValuesOf<S>;
}

function readSetting<T>(setting: Setting<T>, given: unknown, key: string): T {
  if (given === undefined) return setting.preset;
  if (!setting.accepts(given)) throw new ConfigError(key, given, setting.allowed);
  return given;
}

export function listKeys(tree: SettingTree, path = ''): ConfigKey[] {
  return Object.entries(tree).flatMap(([name, node]) => {
    const key = join(path, name);
    if (!(node instanceof Setting)) return listKeys(node, key);
    return [{ key, default: node.preset, allowed: node.allowed, meaning: node.meaning }];
  });
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
