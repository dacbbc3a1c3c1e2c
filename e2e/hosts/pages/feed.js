/** The feed that the server has written into the page: `{ id, hls, mp4, poster }`. */
export const items = window.feed;

/** Calls `show` with the first reel, and with each reel that the test swipes to. */
export function onSwipe(show) {
  window.swipe = (index) => show(items[index], index);
  window.swipe(0);
}

/** Puts this markup on the page's stage and returns the stage. */
export function stage(html) {
  const app = document.querySelector('#app');
  app.innerHTML = html;
  return app;
}
