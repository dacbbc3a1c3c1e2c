import Hls from 'hls.js';
import { connect } from 'nextreel'; // nextreel
import { attachNextreel } from 'nextreel/hls'; // nextreel
import { createApp, onMounted, onUnmounted, ref } from 'vue';
import { items, stage } from './feed.js';

const nextreel = connect({ worker: '/nextreel-sw.js' }); // nextreel
nextreel.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
window.connection = nextreel; // nextreel, for the test

const Reel = {
  props: ['item'],
  template: '<video ref="video" muted playsinline></video>',
  setup({ item }) {
    const video = ref(null);
    const hls = new Hls();
    attachNextreel(hls); // nextreel
    onMounted(() => {
      hls.loadSource(item.hls);
      hls.attachMedia(video.value);
      video.value.play();
      nextreel.show(item.id, video.value); // nextreel
    });
    onUnmounted(() => hls.destroy());
    return { video };
  },
};

createApp({
  components: { Reel },
  template: '<Reel :key="item.id" :item="item" />',
  setup() {
    const item = ref(items[0]);
    window.swipe = (index) => (item.value = items[index]);
    return { item };
  },
}).mount(stage(''));
