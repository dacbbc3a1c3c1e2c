import { keepSetting, readSetting } from './kept-setting.ts';

const key = 'nextreel:sound';

/** Whether the viewer wants sound. A new viewer starts muted: only muted reels may play unasked. */
export function readSoundSetting(): 'on' | 'off' | 'unset' {
  const value = readSetting(key);
  return value === 'on' || value === 'off' ? value : 'unset';
}

export function keepSoundSetting(value: 'on' | 'off'): void {
  keepSetting(key, value);
}
