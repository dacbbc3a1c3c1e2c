import { createApp } from 'vue';
import { loadFeed } from '../feed.js';
import Reels from './Reels.vue';

createApp(Reels, { items: await loadFeed() }).mount('#root');
