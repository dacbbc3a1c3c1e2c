import { changeConfig, readConfig } from '../api-client/worker-api.ts';
import type { ConfigFacts } from '../shared/events.ts';
import type { Config } from './config.ts';
import { isTable } from '../shared/table.ts';

/**
 * Applies the page's configuration. Keys left out are reset to their defaults, so a setting removed from the page's
 * code no longer applies.
 */
export async function applyConfig(config: Config | undefined, intercept: Config['intercept']): Promise<void> {
  const change = declaredConfig(await readConfig(), config, intercept);
  if (change !== null) await changeConfig(change);
}

/**
 * Returns the change that makes the worker's configuration match the page's: every key that the page leaves out gets
 * its default. Null if it matches already. With `intercept` alone the other keys stay as they are.
 */
export function declaredConfig(
  { config: current, keys }: ConfigFacts,
  config: Config | undefined,
  intercept: Config['intercept'],
): unknown {
  const given: unknown = intercept === undefined ? config : { ...config, intercept };
  const declared = keys.filter(({ key }) => config !== undefined || key.startsWith('intercept.'));
  const isInForce = declared.every(
    ({ key, default: preset }) =>
      JSON.stringify(valueAt(current, key)) === JSON.stringify(valueAt(given, key) ?? preset),
  );
  if (isInForce && namesOnly(given, new Set(keys.map(({ key }) => key)))) return null;
  const defaults = declared.reduce<unknown>((tree, { key, default: preset }) => withValue(tree, key, preset), {});
  return merge(defaults, given);
}

function valueAt(tree: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((node, name) => (isTable(node) ? node[name] : undefined), tree);
}

function withValue(tree: unknown, key: string, value: unknown): unknown {
  const [name = '', ...rest] = key.split('.');
  const table = isTable(tree) ? tree : {};
  return { ...table, [name]: rest.length === 0 ? value : withValue(table[name], rest.join('.'), value) };
}

function merge(under: unknown, over: unknown): unknown {
  if (!isTable(under) || !isTable(over)) return over ?? under;
  const names = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...names].map((name) => [name, merge(under[name], over[name])]));
}

/** Whether the tree names only known keys. Unknown keys must reach the worker, which rejects them by name. */
function namesOnly(tree: unknown, keys: ReadonlySet<string>, path = ''): boolean {
  if (!isTable(tree) || keys.has(path)) return keys.has(path) || path === '';
  return Object.entries(tree).every(([name, node]) => namesOnly(node, keys, path === '' ? name : `${path}.${name}`));
}
