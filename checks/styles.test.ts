import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../src/', import.meta.url);
const sheets = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));

type Declaration = readonly [property: string, values: readonly string[]];

/** Values that are written one behind the other; what stands in brackets is one of them. */
function declarationsOf(css: string): Declaration[] {
  const plain = css.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return [...plain.matchAll(/(?<=[{;]\s*)([a-z-]+):\s*([^;{}]+)(?=[;}])/g)].map(([, property = '', value = '']) => [
    property,
    value.trim().match(/(?:[^\s(]|\((?:[^()]|\([^()]*\))*\))+/g) ?? [],
  ]);
}

function namesASide([property, values]: Declaration): boolean {
  if (/(^|-)(left|right)$/.test(property)) return true;
  return /^(inset|margin|padding)$/.test(property) && values.length === 4 && values[1] !== values[3];
}

test.each(sheets)('%s names no side as left or right: the page may be read from right to left', (sheet) => {
  expect(declarationsOf(readFileSync(new URL(sheet, folder), 'utf8')).filter(namesASide)).toEqual([]);
});
