import { registerSW } from 'virtual:pwa-register';
import '../pages/plain-hls.js';

registerSW({ immediate: true });
