import { readSetting, writeSetting } from './stored-setting.ts';

const key = 'nextreel:sound';

/** Whether the viewer wants sound. New viewers start muted, as browsers allow only muted video to play unasked. */
export function readSoundSetting(): 'on' | 'off' | 'unset' {
  const value = readSetting(key);
  return value === 'on' || value === 'off' ? value : 'unset';
}

export function writeSoundSetting(value: 'on' | 'off'): void {
  writeSetting(key, value);
}
