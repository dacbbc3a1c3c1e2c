/** The properties under which players with a shadow tree expose their video (media-chrome's elements, mux-player). */
type PlayerElement = { readonly nativeEl?: unknown; readonly media?: { readonly nativeEl?: unknown } };

/** Returns the video that an element is or contains, however its player is built; null if there is none yet. */
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
