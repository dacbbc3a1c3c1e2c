import Hls from 'hls.js';
import { connect } from 'nextreel'; // nextreel
import { items, onSwipe, stage } from './feed.js';

const video = stage('<video muted playsinline></video>').querySelector('video');
const config = { cache: { personal_paths: [new URL('/*', items[0].hls).href] } }; // nextreel
const nextreel = connect({ worker: '/nextreel-sw.js', config }); // nextreel
nextreel.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
window.connection = nextreel; // nextreel, for the test

const xhrSetup = (xhr) => {
  xhr.withCredentials = true;
};
let hls;
onSwipe((item) => {
  hls?.destroy();
  hls = new Hls({ xhrSetup });
  hls.loadSource(item.hls);
  hls.attachMedia(video);
  video.play();
  nextreel.show(item.id, video); // nextreel
});
