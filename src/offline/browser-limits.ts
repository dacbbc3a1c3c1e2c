export type SavingBrowser = {
  /** Whether saving can continue after the page is closed. */
  readonly hasBackgroundFetch: boolean;
  /** Whether the browser deletes a site's data after a week without a visit, unless the site is installed. */
  readonly forgetsAfterWeek: boolean;
};

export function savingBrowser(): SavingBrowser {
  return {
    hasBackgroundFetch: 'BackgroundFetchManager' in globalThis,
    // Only WebKit has `GestureEvent`, and only an installed site is exempt.
    forgetsAfterWeek: 'GestureEvent' in globalThis && !matchMedia('(display-mode: standalone)').matches,
  };
}

/** Returns what the viewer should know about saving in this browser; empty if there is nothing to say. */
export function describeLimits({ hasBackgroundFetch, forgetsAfterWeek }: SavingBrowser): string {
  const limits = [
    ...(hasBackgroundFetch ? [] : ['Saving pauses when this site is closed and resumes when it is open again.']),
    ...(forgetsAfterWeek
      ? ['Safari removes saved reels after 7 days without a visit: add this page to your home screen to keep them.']
      : []),
  ];
  return limits.join(' ');
}
