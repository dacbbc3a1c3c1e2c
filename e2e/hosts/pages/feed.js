/** The feed of these pages, as their server has written it into them: `{ id, hls, mp4, poster }`. */
export const items = window.feed;

/** Shows the first reel, and whichever the test swipes to. */
export function onSwipe(show) {
  window.swipe = (index) => show(items[index], index);
  window.swipe(0);
}

/** The page's stage, with these elements in it. */
export function stage(html) {
  const app = document.querySelector('#app');
  app.innerHTML = html;
  return app;
}
