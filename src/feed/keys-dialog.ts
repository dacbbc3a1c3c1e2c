import { openSheet } from '../sheets/sheet.ts';
import { keyHelp } from './key-commands.ts';

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
