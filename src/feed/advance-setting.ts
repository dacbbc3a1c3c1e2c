import { keepSetting, readSetting } from './kept-setting.ts';

const key = 'nextreel:advance';

/** Whether the next reel comes by itself when one has ended. */
export function readAdvanceSetting(): boolean {
  return readSetting(key) === 'on';
}

export function keepAdvanceSetting(isOn: boolean): void {
  keepSetting(key, isOn ? 'on' : 'off');
}
