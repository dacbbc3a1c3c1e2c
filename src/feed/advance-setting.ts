import { readSetting, writeSetting } from './stored-setting.ts';

const key = 'nextreel:advance';

/** Whether the feed advances automatically when a reel ends. */
export function readAdvanceSetting(): boolean {
  return readSetting(key) === 'on';
}

export function writeAdvanceSetting(isOn: boolean): void {
  writeSetting(key, isOn ? 'on' : 'off');
}
