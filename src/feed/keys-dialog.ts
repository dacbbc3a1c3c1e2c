import { keyHelp } from './key-commands.ts';

export function fillKeysDialog(list: HTMLElement): void {
  for (const { keys, does } of keyHelp) {
    const term = document.createElement('dt');
    term.append(...keys.map((key) => Object.assign(document.createElement('kbd'), { textContent: key })));
    const description = Object.assign(document.createElement('dd'), { textContent: does });
    list.append(term, description);
  }
}
