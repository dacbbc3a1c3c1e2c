import { keepSetting, readSetting } from './kept-setting.ts';

const key = 'nextreel:advance';

/** Whether the feed advances automatically when a reel ends. */
export function readAdvanceSetting(): boolean {
  return readSetting(key) === 'on';
}

export function keepAdvanceSetting(isOn: boolean): void {
  keepSetting(key, isOn ? 'on' : 'off');
}
