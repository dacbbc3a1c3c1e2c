import { describe, expect, it } from 'vitest';
import { engineTable, rulesFor } from './engine-rules.ts';

describe('rulesFor', () => {
  it('limits decoders and memory on an iPhone, which has only Managed Media Source', () => {
    const iPhone = rulesFor({ hasMediaSource: false, hasManagedMediaSource: true });
    expect(iPhone).toMatchObject({ hasScrubPictures: false, mostAheadSeconds: 30 });
  });

  it('keeps preview pictures and three players everywhere else, iPads and Macs included', () => {
    for (const hasManagedMediaSource of [true, false]) {
      expect(rulesFor({ hasMediaSource: true, hasManagedMediaSource }).hasScrubPictures).toBe(true);
    }
    expect(rulesFor({ hasMediaSource: false, hasManagedMediaSource: false }).players).toBe(3);
  });

  it('gives a reason for every rule', () => {
    for (const { rules, reasons } of engineTable) {
      expect(Object.keys(reasons).toSorted()).toEqual(Object.keys(rules).toSorted());
    }
  });
});
