/** Shows the links to the saved reels, a way out when nothing else plays; hides them if there are none. */
export function offerSaved(parent: ParentNode, count: number): void {
  for (const link of parent.querySelectorAll<HTMLElement>('[data-saved-offer]')) {
    link.hidden = count === 0;
    link.textContent = `Play saved reels (${count})`;
  }
}
