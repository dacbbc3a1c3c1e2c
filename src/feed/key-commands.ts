/** Commands of the page around the feed. */
export type PageCommand = 'toggle-dashboard' | 'toggle-stats' | ExtraCommand;
/** Commands whose code is loaded on first use. */
export type ExtraCommand = 'save' | 'share' | 'menu' | 'toggle-captions' | 'toggle-fullscreen' | 'show-keys';
export type KeyCommand =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'toggle-play'
  | 'toggle-sound'
  | 'like'
  | 'seek-left'
  | 'seek-right'
  | PageCommand;

export type KeyPress = {
  readonly key: string;
  readonly hasModifier: boolean;
  /** What has the focus: a text field, a button (pressed by Space), a slider (moved by arrows) or none of them. */
  readonly target: 'field' | 'button' | 'slider' | 'page';
};

export const commands: Readonly<Record<string, KeyCommand>> = {
  arrowdown: 'next',
  pagedown: 'next',
  j: 'next',
  arrowup: 'previous',
  pageup: 'previous',
  home: 'first',
  end: 'last',
  ' ': 'toggle-play',
  k: 'toggle-play',
  m: 'toggle-sound',
  c: 'toggle-captions',
  f: 'toggle-fullscreen',
  l: 'like',
  arrowleft: 'seek-left',
  arrowright: 'seek-right',
  d: 'toggle-dashboard',
  s: 'toggle-stats',
  '?': 'show-keys',
};

const ownKeys: Readonly<Record<'button' | 'slider' | 'page', readonly string[]>> = {
  button: [' '],
  slider: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'],
  page: [],
};

export function commandForKey({ key, hasModifier, target }: KeyPress): KeyCommand | null {
  if (hasModifier || target === 'field' || ownKeys[target].includes(key)) return null;
  return commands[key.toLowerCase()] ?? null;
}

/** Classifies the focused element by the keys that it handles itself. */
export function keyTargetOf(target: EventTarget | null): KeyPress['target'] {
  if (!(target instanceof Element)) return 'page';
  if (target.matches('input[type="range"]')) return 'slider';
  // A scrollable panel marked with `data-own-keys` keeps all keys to itself.
  if (target.closest('input, textarea, select, [contenteditable], [data-own-keys]') !== null) return 'field';
  return target.closest('button, summary') === null ? 'page' : 'button';
}

/** Whether to ignore a repeated key. A held key swipes and seeks at a limited rate, and never toggles twice. */
export function isTooSoon(command: KeyCommand, isRepeat: boolean, lastAtMs: number, atMs: number): boolean {
  return isRepeat && (atMs - lastAtMs < 320 || !/^(next|prev|seek)/.test(command));
}
