import { keepSetting, readSetting } from './kept-setting.ts';

const key = 'nextreel:volume';

/** From 0 to 1; phones have buttons for it. */
export function readVolume(): number {
  const value = Number(readSetting(key) ?? 1);
  return value >= 0 && value <= 1 ? value : 1;
}

export function keepVolume(value: number): void {
  keepSetting(key, String(value));
}
