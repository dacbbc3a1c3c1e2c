import { http, HttpResponse } from 'msw';
import { setupWorker } from 'msw/browser';

const mocks = setupWorker(http.get('/own.txt', () => HttpResponse.text('From the worker')));
await mocks.start({ serviceWorker: { url: '/sw.js' }, onUnhandledRequest: 'bypass', quiet: true });
await import('../pages/plain-hls.js');
