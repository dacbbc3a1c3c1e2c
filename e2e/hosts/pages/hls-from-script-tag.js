import Hls from 'hls.js/dist/hls.min.js';
import { connect } from 'nextreel'; // nextreel
import { items, onSwipe, stage } from './feed.js';

// As a script tag would have left it.
window.Hls = Hls;

const video = stage('<video muted playsinline></video>').querySelector('video');
const nextreel = connect({ worker: '/nextreel-sw.js' }); // nextreel
nextreel.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
window.connection = nextreel; // nextreel, for the test

let hls;
onSwipe((item) => {
  hls?.destroy();
  hls = new window.Hls();
  hls.loadSource(item.hls);
  hls.attachMedia(video);
  video.play();
  nextreel.show(item.id, video); // nextreel
});
window.estimateBps = () => hls.bandwidthEstimate;
