import { expect, it } from 'vitest';
import { describeRendition } from './rendition-text.ts';

const listed = { bandwidthBps: 401_000, widthPx: 540, heightPx: 960, codecs: '' };
const unlisted = { bandwidthBps: 0, widthPx: 0, heightPx: 0, codecs: '' };
const shown = { widthPx: 360, heightPx: 640 };
const nothingYet = { widthPx: 0, heightPx: 0 };

it.each([
  ['540p at 401 kbit/s', listed, shown],
  ['540p at 401 kbit/s', listed, nothingYet],
  ['360p', unlisted, shown],
  ['', unlisted, nothingYet],
  ['360p at 401 kbit/s', { ...listed, ...nothingYet }, shown],
])('describes a rendition as "%s" (case %#)', (text, rendition, picture) => {
  expect(describeRendition(rendition, picture)).toBe(text);
});
