import { readSetting, writeSetting } from './stored-setting.ts';

const key = 'nextreel:volume';

/** Returns the volume from 0 to 1. It stays 1 on phones, which have hardware buttons instead of a slider. */
export function readVolume(): number {
  const value = Number(readSetting(key) ?? 1);
  return value >= 0 && value <= 1 ? value : 1;
}

export function writeVolume(value: number): void {
  writeSetting(key, String(value));
}
