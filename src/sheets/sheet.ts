import '../styles/sheet.css';
import { closeBySwipe } from './swipe-down.ts';

/**
 * Opens a modal sheet: at the bottom on a phone, centred on a larger screen. Escape, its button, a tap outside it or a
 * swipe down closes it.
 */
export function openSheet(title: string, ...content: readonly Node[]): { readonly close: () => void } {
  const dialog = document.createElement('dialog');
  const close = () => dialog.close();
  const heading = Object.assign(document.createElement('h2'), { textContent: title });
  const head = document.createElement('header');
  head.append(grabber(), heading, closeButton(close));
  const body = document.createElement('div');
  body.className = 'sheet-body';
  body.append(...content);
  dialog.className = 'sheet';
  // Not `aria-labelledby`: the sheet it was opened from stays in the document for a moment, and ids could clash.
  dialog.setAttribute('aria-label', title);
  dialog.append(head, body);
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) close();
  });
  dialog.addEventListener('close', () => dialog.remove());
  closeBySwipe(dialog, head, close);
  document.body.append(dialog);
  dialog.showModal();
  return { close };
}

export function grabber(): HTMLElement {
  const element = document.createElement('span');
  element.className = 'grabber';
  element.setAttribute('aria-hidden', 'true');
  return element;
}

function closeButton(close: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'round-button sheet-close';
  button.setAttribute('aria-label', 'Close');
  button.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18"/></svg>';
  button.addEventListener('click', close);
  return button;
}
