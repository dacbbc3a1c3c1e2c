import { describe, expect, it } from 'vitest';
import { engineTable, rulesFor } from './engine-rules.ts';

describe('rulesFor', () => {
  it('spares the decoders and the memory of an iPhone, which has Managed Media Source alone', () => {
    const iPhone = rulesFor({ hasMediaSource: false, hasManagedMediaSource: true });
    expect(iPhone).toMatchObject({ hasScrubPictures: false, mostAheadSeconds: 30 });
  });

  it('leaves iPads, Macs and every other browser as they are', () => {
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
