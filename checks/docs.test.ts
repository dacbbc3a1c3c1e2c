import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };

const folder = new URL('../docs/', import.meta.url);
const read = (path: string, base: URL = folder) => readFileSync(new URL(path, base), 'utf8');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
const codeOf = (text: string) =>
  [...text.matchAll(/```(?:js|jsx|vue|svelte|html)\n([\s\S]*?)```/g)].map(([, code = '']) => code);

test.each(pages)('%s links only to existing pages and files', (page) => {
  const text = read(page);
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g), ...text.matchAll(/^<<< (\S+)/gm)];
  for (const [, path = ''] of links)
    expect(() => read(path.startsWith('/') ? `.${path}.md` : path), path).not.toThrow();
});

test('the menu links only to existing pages', () => {
  const named = [...read('.vitepress/config.js').matchAll(/link: '\/([a-z-]+)'/g)].map(([, name]) => `${name}.md`);
  expect(named.length).toBeGreaterThan(0);
  expect(pages).toEqual(expect.arrayContaining(named));
});

test.each(pages)('%s imports only what the package exports', (page) => {
  for (const code of codeOf(read(page))) {
    for (const [, names = '', entry = ''] of code.matchAll(/import \{([^}]+)\} from 'nextreel([^']*)'/g)) {
      expect(packageFile.exports).toHaveProperty([`.${entry}`]);
      const file = entry === '/vite' ? '../bin/vite-plugin.ts' : `../src/package${entry === '' ? '/index' : entry}.ts`;
      for (const name of names.split(',').map((one) => one.trim()))
        expect(read(file)).toMatch(new RegExp(`\\b${name}\\b`));
    }
  }
});

test.each(pages)('%s calls only existing methods of a connection', (page) => {
  const types = read('../src/package/nextreel.ts');
  const calls = codeOf(read(page)).flatMap((code) => [...code.matchAll(/\bnextreel\.(\w+)/g)]);
  for (const [, name = ''] of calls) expect(types, name).toMatch(new RegExp(`^ {2}(readonly )?${name}(:|\\(|<)`, 'm'));
});

test('the comparison gives the same session costs as the benchmarks', () => {
  const [, session = ''] = /^## session\n([\s\S]*?)^## /m.exec(read('benchmarks.md')) ?? [];
  const rows = [...session.matchAll(/^\| (without|Nextreel).*/gm)].map(([row]) => row.split('|'));
  expect(rows).toHaveLength(3);
  for (const row of rows) expect(read('comparison.md')).toContain(`${row[6]?.trim()} MB`);
});
