import vue from '@vitejs/plugin-vue';
import { nextreel } from 'nextreel/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  // Serves the worker's files, and puts them into the build.
  plugins: [vue(), nextreel()],
  // The demo's feed: `npm start` in the folder above.
  server: { proxy: { '/feed.json': process.env.FEED ?? 'http://localhost:4173' } },
  build: {
    rolldownOptions: {
      input: ['index.html', 'plain.html', 'react/index.html', 'vue/index.html', 'element/index.html'],
    },
  },
});
