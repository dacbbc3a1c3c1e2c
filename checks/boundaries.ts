/**
 * Checks which files may import which, and that there are no import cycles, type imports included.
 * Run by `npm test`; prints each offence with the rule that it breaks.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const adapters = ['prefetch', 'origins', 'cache', 'fetch-handler', 'api', 'ledger', 'mp4', 'offline'];
/** Files that all adapters may import, in addition to the decisions. */
const common = String.raw`sw/(body|event-limit|kept|lives|memory|times-out)\.ts$`;
/** Files that handle views and what follows from them. */
const views = String.raw`sw/(current-view|former-pages|sign-out|view-handler)\.ts$`;

type Rule = { readonly from: RegExp; readonly mayImport: RegExp; readonly reason: string };

/** The first rule whose `from` matches a file applies to it. */
const rules: readonly Rule[] = [
  { from: /^src\/shared\//, mayImport: /^src\/shared\//, reason: 'src/shared imports nothing outside itself' },
  { from: /^src\//, mayImport: /^src\//, reason: 'the page never imports the worker' },
  { from: /^sw\/decision\//, mayImport: /^(src\/shared|sw\/decision)\//, reason: 'decisions are pure' },
  ...adapters.map((name) => ({
    from: new RegExp(`^sw/${name}/`),
    mayImport: new RegExp(`^(src/shared|sw/decision|sw/${name}|sw/testing)/|^${common}`),
    reason: 'adapters do not import each other; worker.ts passes them in',
  })),
  {
    from: new RegExp(`^${common}`),
    mayImport: new RegExp(`^sw/decision/|^${common}`),
    reason: 'what all adapters import knows none of them',
  },
  {
    from: new RegExp(`^${views}`),
    mayImport: new RegExp(`^(src/shared|sw/decision)/|^${common}|^${views}`),
    reason: 'what follows from a view is passed in',
  },
  { from: /^sw\//, mayImport: /^(src\/shared|sw)\//, reason: 'the worker imports only src/shared' },
  { from: /^demo\//, mayImport: /^(src\/shared|demo|checks)\//, reason: 'the demo stands beside the product' },
];

/** Packages that only files of one folder may import. */
const restrictedPackages: readonly { readonly pack: RegExp; readonly folder: RegExp }[] = [
  {
    pack: /^hls\.js/,
    folder: /^(src\/(player|components|adapters|package)|sw\/decision\/playlist\/corpus|bench|e2e)\//,
  },
  { pack: /^idb$/, folder: /^(sw\/cache|bench)\// },
  { pack: /^mp4box$/, folder: /^sw\/mp4\/testing\// },
  { pack: /^workbox-strategies\//, folder: /^sw\/fetch-handler\// },
  { pack: /^workbox-window$/, folder: /^src\/worker-client\// },
  { pack: /^uplot/, folder: /^src\/dashboard\// },
];

const isTest = (file: string) => file.endsWith('.test.ts');

export function listSources(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(root, path)).isDirectory()) return name === 'media' ? [] : listSources(path);
    return name.endsWith('.ts') && !name.endsWith('.d.ts') ? [path] : [];
  });
}

export function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...code.matchAll(pattern)].map(([, specifier = '']) => specifier);
}

export function violationsOf(file: string, specifiers: readonly string[]): string[] {
  const rule = rules.find(({ from }) => from.test(file));
  return specifiers.flatMap((specifier) => {
    if (!specifier.startsWith('.')) {
      const restriction = isTest(file) ? undefined : restrictedPackages.find(({ pack }) => pack.test(specifier));
      return restriction === undefined || restriction.folder.test(file)
        ? []
        : [`${file} imports ${specifier}: it has one door, ${restriction.folder}`];
    }
    const target = targetOf(file, specifier);
    return rule === undefined || rule.mayImport.test(target) ? [] : [`${file} imports ${target}: ${rule.reason}`];
  });
}

/** Returns the imported file. Some folders omit the extension in imports. */
function targetOf(file: string, specifier: string): string {
  const path = normalize(join(dirname(file), specifier));
  return /\.\w+$/.test(specifier) ? path : `${path}.ts`;
}

/** Returns the files that each file imports. */
export function graphOf(specifiers: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  return new Map(
    [...specifiers].map(([file, all]) => [
      file,
      all.filter((specifier) => specifier.startsWith('.')).map((specifier) => targetOf(file, specifier)),
    ]),
  );
}

/** Returns the files of one import cycle, or null if there is none. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | null => {
    const place = path.indexOf(file);
    if (place !== -1) return [...path.slice(place), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== null) return cycle;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

function check(): string[] {
  const files = ['src', 'sw', 'demo', 'bench'].flatMap(listSources);
  const specifiers = new Map(files.map((file) => [file, importsOf(readFileSync(join(root, file), 'utf8'))]));
  const offences = files.flatMap((file) => violationsOf(file, specifiers.get(file) ?? []));
  const cycle = findCycle(graphOf(specifiers));
  return cycle === null ? offences : [...offences, `Imports run in a circle: ${cycle.join(' → ')}`];
}

if (process.argv[1] !== undefined && relative(process.argv[1], fileURLToPath(import.meta.url)) === '') {
  const offences = check();
  for (const offence of offences) console.error(offence);
  if (offences.length > 0) process.exitCode = 1;
  else console.log('Imports keep to their directions, without a circle.');
}
