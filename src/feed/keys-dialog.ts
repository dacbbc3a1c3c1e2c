import { openSheet } from '../sheets/sheet.ts';

/** The keyboard shortcuts, in the order in which the dialog lists them. */
const keyHelp: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['↓', 'Page Down', 'J'], does: 'Next reel' },
  { keys: ['↑', 'Page Up'], does: 'Previous reel' },
  { keys: ['Space', 'K'], does: 'Play or pause' },
  { keys: ['←', '→'], does: 'Back or forward in the reel' },
  { keys: ['M'], does: 'Sound on or off' },
  { keys: ['F'], does: 'Full screen' },
  { keys: ['C'], does: 'Captions on or off' },
  { keys: ['L'], does: 'Like' },
  { keys: ['Home'], does: 'First reel' },
  { keys: ['End'], does: 'Last loaded reel' },
  { keys: ['D'], does: 'Dashboard' },
  { keys: ['S'], does: 'Stats for nerds' },
  { keys: ['?'], does: 'Show these keys' },
];

export function openKeys(): void {
  const list = document.createElement('dl');
  list.className = 'keys';
  for (const { keys, does } of keyHelp) {
    const term = document.createElement('dt');
    term.append(...keys.map((key) => Object.assign(document.createElement('kbd'), { textContent: key })));
    list.append(term, Object.assign(document.createElement('dd'), { textContent: does }));
  }
  openSheet('Keyboard shortcuts', list);
}
