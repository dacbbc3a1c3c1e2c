import * as v from 'valibot';
import type { TrackWish } from '../player/track-choice.ts';
import { keepSetting, readSetting } from './kept-setting.ts';

const key = 'nextreel:languages';
const unset: TrackWish = { audioLanguage: null, captionsLanguage: null };
const language = v.nullable(v.string());
const settingSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ audioLanguage: language, captionsLanguage: language }),
);

export function readLanguages(): TrackWish {
  const saved = v.safeParse(settingSchema, readSetting(key));
  return saved.success ? saved.output : unset;
}

export function keepLanguages(wish: TrackWish): void {
  keepSetting(key, JSON.stringify(wish));
}
