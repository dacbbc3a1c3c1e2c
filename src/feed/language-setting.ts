import * as v from 'valibot';
import type { TrackWish } from '../player/track-choice.ts';

const key = 'nextreel:languages';
const unset: TrackWish = { audioLanguage: null, captionsLanguage: null };
const language = v.nullable(v.string());
const settingSchema = v.object({ audioLanguage: language, captionsLanguage: language });

export function readLanguages(): TrackWish {
  try {
    const saved = v.safeParse(settingSchema, JSON.parse(localStorage.getItem(key) ?? 'null'));
    return saved.success ? saved.output : unset;
  } catch {
    return unset;
  }
}

export function keepLanguages(wish: TrackWish): void {
  try {
    localStorage.setItem(key, JSON.stringify(wish));
  } catch {
    // Without storage the setting holds until the page closes.
  }
}
