/** Shows a button, or hides it: then the focus that it has had goes to its heir. */
export function passFocus(shown: HTMLElement, isShown: boolean, heir: HTMLElement): void {
  const hadFocus = shown === document.activeElement;
  shown.hidden = !isShown;
  if (!hadFocus || isShown) return;
  heir.hidden = false;
  heir.focus({ preventScroll: true });
}
