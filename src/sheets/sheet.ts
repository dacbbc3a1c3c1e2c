import '../styles/sheet.css';
import { closeBySwipe } from './swipe-down.ts';

/**
 * Opens a modal sheet: at the bottom of a phone, in the middle of a larger screen. It closes by Escape, by its button, by
 * a tap beside it, and by a swipe down.
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
  // By its own words: a sheet that another one opens from is still there for a moment.
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
