import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../src/', import.meta.url);
const sheets = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));

type Declaration = readonly [property: string, values: readonly string[]];

/** Returns properties with their space-separated values. A value may have parentheses with spaces in them. */
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

test.each(sheets)('%s names no physical left or right side, so that it works in right-to-left pages', (sheet) => {
  expect(declarationsOf(readFileSync(new URL(sheet, folder), 'utf8')).filter(namesASide)).toEqual([]);
});

/** Elements with text from feeds, viewers and origins, which may be one word of any length. */
test.each([
  ['styles/reel-overlay.css', '.reel-captions'],
  ['styles/reel-overlay.css', '.reel-author'],
  ['styles/reel-overlay.css', '.reel-title'],
  ['styles/reel-overlay.css', '.reel-tags'],
  ['styles/sheet.css', '.sheet h2'],
  ['styles/sheet.css', '.menu-choice label span'],
  ['styles/saved.css', '.saved-words'],
  ['dashboard/sections.css', '.dashboard tbody th'],
  ['dashboard/stats-overlay.css', '.stats dd'],
])('in %s long words in %s break instead of overflowing', (sheet, selector) => {
  expect(ruleOf(sheet, selector)).toContainEqual(['overflow-wrap', ['anywhere']]);
});

/** Screen readers do not announce text in a live region that was `display: none` before. */
test.each([
  ['styles/notice.css', '.status:empty'],
  ['styles/saved.css', '.saved-storage p:empty'],
  ['styles/saved-export.css', '.saved-export [role="status"]:empty'],
  ['dashboard/sections.css', '.dashboard-empty:empty'],
])('in %s the empty live region %s is not hidden, so that its text will be announced', (sheet, selector) => {
  const rule = ruleOf(sheet, selector);
  expect(rule).not.toEqual([]);
  expect(rule).not.toContainEqual(['display', ['none']]);
});

test('a drag on the picture of a reel scrolls the feed, and a pinch zooms the page', () => {
  expect(ruleOf('styles/reel.css', '.reel-tap')).toContainEqual(['touch-action', ['pan-y', 'pinch-zoom']]);
});

/** Returns the declarations of all rules with this selector, last in a list or alone. */
function ruleOf(sheet: string, selector: string): Declaration[] {
  const [, ...rules] = readFileSync(new URL(sheet, folder), 'utf8').split(`\n${selector} {`);
  return rules.flatMap((rule) => declarationsOf(`{${rule.slice(0, rule.indexOf('}') + 1)}`));
}
