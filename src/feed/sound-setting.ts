const key = 'nextreel:sound';

/** Whether the viewer wants sound. A new viewer starts muted: only muted reels may play unasked. */
export function readSoundSetting(): 'on' | 'off' | 'unset' {
  try {
    const value = localStorage.getItem(key);
    return value === 'on' || value === 'off' ? value : 'unset';
  } catch {
    return 'unset';
  }
}

export function keepSoundSetting(value: 'on' | 'off'): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the setting holds until the page closes.
  }
}
