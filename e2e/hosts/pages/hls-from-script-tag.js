import Hls from 'hls.js/dist/hls.min.js';
import { connect } from 'nextreel'; // nextreel
import { items, onSwipe, stage } from './feed.js';

// As a script tag would have set it.
window.Hls = Hls;

const video = stage('<video muted playsinline></video>').querySelector('video');
// One player for all reels, as on pages that keep a few of them. It is created before Nextreel connects.
const hls = new window.Hls();
hls.attachMedia(video);
const nextreel = connect({ worker: '/nextreel-sw.js' }); // nextreel
nextreel.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
window.connection = nextreel; // nextreel, for the test

let swipes = 0;
onSwipe((item) => {
  const isKnown = hls.config.loader !== Hls.DefaultConfig.loader;
  if (++swipes === 4 && !isKnown) console.error('The player knows nothing of the worker'); // nextreel, for the test
  hls.loadSource(item.hls);
  video.play();
  nextreel.show(item.id, video); // nextreel
});
window.estimateBps = () => hls.bandwidthEstimate;
