import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandForKey, isTooSoon, type KeyCommand } from './key-commands.ts';

const press = (key: string) => commandForKey({ key, hasModifier: false, target: 'page' });

describe('commandForKey', () => {
  it('swipes with arrows, page keys and J in either case', () => {
    expect(['ArrowDown', 'PageDown', 'j', 'J'].map(press)).toEqual(['next', 'next', 'next', 'next']);
    expect(['ArrowUp', 'PageUp'].map(press)).toEqual(['previous', 'previous']);
  });

  it('plays and pauses with Space and K', () => {
    expect([' ', 'k', 'K'].map(press)).toEqual(['toggle-play', 'toggle-play', 'toggle-play']);
  });

  it('likes with L, switches captions with C and seeks with the left and right arrows', () => {
    expect(['l', 'C', 'ArrowLeft', 'ArrowRight'].map(press)).toEqual([
      'like',
      'toggle-captions',
      'seek-left',
      'seek-right',
    ]);
  });

  it('opens the dashboard with D and stats for nerds with S', () => {
    expect(['d', 'D', 's', 'S'].map(press)).toEqual([
      'toggle-dashboard',
      'toggle-dashboard',
      'toggle-stats',
      'toggle-stats',
    ]);
  });

  it('leaves Space to a focused button, and every key to a focused text field', () => {
    expect(commandForKey({ key: ' ', hasModifier: false, target: 'button' })).toBeNull();
    expect(commandForKey({ key: 'm', hasModifier: false, target: 'button' })).toBe('toggle-sound');
    expect(commandForKey({ key: 'm', hasModifier: false, target: 'field' })).toBeNull();
  });

  it('leaves the keys that move a slider to a focused slider, and no others', () => {
    const onSlider = (key: string) => commandForKey({ key, hasModifier: false, target: 'slider' });
    expect(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'Home', 'PageDown'].map(onSlider)).toEqual(Array(5).fill(null));
    expect([' ', 'k', 'm'].map(onSlider)).toEqual(['toggle-play', 'toggle-play', 'toggle-sound']);
  });

  it('maps each key to the command of the button that announces it', () => {
    const html = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');
    const buttons = [...html.matchAll(/data-command="([^"]+)"[^>]*aria-keyshortcuts="([^"]+)"/g)];
    expect(buttons.length).toBeGreaterThan(5);
    for (const [, command, keys = ''] of buttons) {
      expect(keys.split(' ').map((key) => [key, press(key)])).toEqual(keys.split(' ').map((key) => [key, command]));
    }
  });

  it('leaves the browser its shortcuts', () => {
    expect(commandForKey({ key: 'k', hasModifier: true, target: 'page' })).toBeNull();
    expect(press('F5')).toBeNull();
  });
});

describe('isTooSoon', () => {
  it('throttles a held key, but never separate presses', () => {
    expect(isTooSoon('next', true, 1_000, 1_030)).toBe(true);
    expect(isTooSoon('next', true, 1_000, 1_400)).toBe(false);
    expect(isTooSoon('next', false, 1_000, 1_030)).toBe(false);
  });

  it('lets a held key toggle only once, but keep swiping and seeking', () => {
    const isLate = (command: KeyCommand) => !isTooSoon(command, true, 1_000, 3_000);
    const commands = ['toggle-play', 'toggle-sound', 'like', 'save', 'toggle-dashboard'] as const;
    expect(commands.filter(isLate)).toEqual([]);
    expect((['previous', 'seek-left', 'seek-right'] as const).filter(isLate)).toHaveLength(3);
  });
});
