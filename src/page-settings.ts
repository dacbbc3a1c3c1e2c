export type PageSettings = { readonly feedUrl: string };

/** The feed stands in `<html data-feed>`; the page's own `?reels=` is passed on to it. */
export function readPageSettings(feedAttribute: string | undefined, pageUrl: string): PageSettings {
  const feedUrl = new URL(feedAttribute ?? 'feed.json', pageUrl);
  const reels = new URL(pageUrl).searchParams.get('reels');
  if (reels !== null) feedUrl.searchParams.set('reels', reels);
  return { feedUrl: feedUrl.href };
}
