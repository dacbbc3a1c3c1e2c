import '../pages/plain-hls.js';

navigator.serviceWorker.register('/sw.js', { type: 'module' });
