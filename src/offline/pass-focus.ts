/** Shows or hides an element. If the hidden one had the focus, shows `heir` and focuses it. */
export function passFocus(shown: HTMLElement, isShown: boolean, heir: HTMLElement): void {
  const hadFocus = shown === document.activeElement;
  shown.hidden = !isShown;
  if (!hadFocus || isShown) return;
  heir.hidden = false;
  heir.focus({ preventScroll: true });
}
