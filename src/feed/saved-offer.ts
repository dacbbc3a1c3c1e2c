/** What leads on where nothing else plays: links to the saved reels, as long as there are any. */
export function offerSaved(parent: ParentNode, count: number): void {
  for (const link of parent.querySelectorAll<HTMLElement>('[data-saved-offer]')) {
    link.hidden = count === 0;
    link.textContent = `Play saved reels (${count})`;
  }
}
