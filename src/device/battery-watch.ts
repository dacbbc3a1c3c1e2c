import type { Device } from '../shared/device.ts';

type BatteryManager = EventTarget & { readonly level: number; readonly charging: boolean };

/** The battery, in browsers that report it (Chromium). */
export class BatteryWatch {
  #battery: BatteryManager | null = null;

  constructor(onChange: () => void, signal?: AbortSignal) {
    const { navigator }: { navigator: Navigator & { getBattery?(): Promise<BatteryManager> } } = globalThis;
    navigator
      .getBattery?.()
      .then((battery) => {
        this.#battery = battery;
        const until = signal === undefined ? {} : { signal };
        for (const type of ['levelchange', 'chargingchange']) battery.addEventListener(type, onChange, until);
        onChange();
      })
      // Access is not allowed here: the battery stays unknown.
      .catch(() => undefined);
  }

  get facts(): Device['battery'] {
    if (this.#battery === null) return null;
    const { level, charging } = this.#battery;
    return { level: Math.min(1, Math.max(0, level)), isCharging: charging };
  }
}
