import vue from '@vitejs/plugin-vue';
import { nextreel } from 'nextreel/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  // nextreel() serves the worker's files in development and adds them to the build.
  plugins: [vue(), nextreel()],
  // The demo's feed: run `npm start` in the parent folder.
  server: { proxy: { '/feed.json': process.env.FEED ?? 'http://localhost:4173' } },
  build: {
    rolldownOptions: {
      input: ['index.html', 'plain.html', 'react/index.html', 'vue/index.html', 'element/index.html'],
    },
  },
});
