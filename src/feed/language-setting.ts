import * as v from 'valibot';
import type { TrackWish } from '../player/track-choice.ts';
import { readSetting, writeSetting } from './stored-setting.ts';

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

export function writeLanguages(wish: TrackWish): void {
  writeSetting(key, JSON.stringify(wish));
}
