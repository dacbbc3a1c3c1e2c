import { type ConfigKey, configKeys } from '../src/shared/config.ts';

/** Returns the public configuration type of the package. `npx tsx checks/print-config-types.ts` prints it. */
export function configTypes(): string {
  return `/**
 * Configuration of the worker: every key with its default.
 * Printed by \`npx tsx checks/print-config-types.ts\`; a test keeps it up to date.
 */
export type Config = {
${membersOf(configKeys, '', '  ')}};
`;
}

function membersOf(keys: readonly ConfigKey[], path: string, indent: string): string {
  const below = keys.filter(({ key }) => key.startsWith(path));
  const names = [...new Set(below.map(({ key }) => key.slice(path.length).split('.', 1)[0] ?? ''))];
  return names
    .map((name) => {
      const own = below.find(({ key }) => key === path + name);
      if (own !== undefined)
        return commentOf(own, indent) + `${indent}readonly ${name}?: ${typeOf(own.allowed)} | undefined;\n`;
      const members = membersOf(keys, `${path}${name}.`, `${indent}  `);
      return `${indent}readonly ${name}?:\n${indent}  | {\n${members.replaceAll(/^ {2}/gm, '    ')}${indent}    }\n${indent}  | undefined;\n`;
    })
    .join('');
}

function commentOf({ default: preset, meaning, allowed }: ConfigKey, indent: string): string {
  const json = JSON.stringify(preset);
  const suffix = json.length > 40 ? '' : ` Default: ${json}.`;
  return `${indent}/** ${meaning} Allowed: ${allowed}.${suffix} */\n`;
}

/** Returns the TypeScript type for the description of allowed values. */
function typeOf(allowed: string): string {
  if (allowed.endsWith(', or null')) return `${typeOf(allowed.replace(/, or null$/, ''))} | null`;
  if (/^a (whole )?number/.test(allowed)) return 'number';
  if (allowed === 'true or false') return 'boolean';
  if (allowed.startsWith('one of ')) return union(allowed);
  if (allowed.startsWith('a list of "')) return `readonly (${union(allowed)})[]`;
  if (allowed.startsWith('a list of at most ')) return 'readonly string[]';
  if (allowed.startsWith('a name, or a list of ')) return 'string | readonly string[]';
  throw new Error(`No type is known for "${allowed}"`);
}

function union(allowed: string): string {
  return [...allowed.matchAll(/"([^"]*)"/g)].map(([, name]) => `'${name}'`).join(' | ');
}
