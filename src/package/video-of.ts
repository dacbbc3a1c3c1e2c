/** Players that hide their video in a shadow tree name it like this (media-chrome's elements, mux-player). */
type PlayerElement = { readonly nativeEl?: unknown; readonly media?: { readonly nativeEl?: unknown } };

/** The video that an element is, or has in it, however its player has built it; null while there is none. */
export function videoOf(element: Element): HTMLVideoElement | null {
  if (element instanceof HTMLVideoElement) return element;
  const { nativeEl, media }: Element & PlayerElement = element;
  const named = [nativeEl, media?.nativeEl].find((one) => one instanceof HTMLVideoElement);
  if (named instanceof HTMLVideoElement) return named;
  const inside = element.querySelector('video') ?? element.shadowRoot?.querySelector('video');
  if (inside !== undefined && inside !== null) return inside;
  const custom = [...element.querySelectorAll('*'), ...(element.shadowRoot?.querySelectorAll('*') ?? [])];
  for (const child of custom) {
    const video = child.localName.includes('-') ? videoOf(child) : null;
    if (video !== null) return video;
  }
  return null;
}
