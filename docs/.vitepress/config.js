import { defineConfig } from 'vitepress';

const guide = [
  { text: 'Start in two minutes', link: '/start' },
  { text: 'Your player', link: '/players' },
  { text: 'React, Vue, Svelte, web components', link: '/components' },
  { text: 'Your site: CSP, CORS, scope, other workers', link: '/site' },
  { text: 'Feeds, offline, figures', link: '/features' },
];
const reference = [
  { text: 'Configuration', link: '/configuration' },
  { text: 'API', link: '/api' },
  { text: 'Privacy and sign-out', link: '/privacy' },
  { text: 'Limits and browsers', link: '/limits' },
  { text: 'What breaks, and what is lost', link: '/faults' },
  { text: 'HTTP caching, measured', link: '/http-caching' },
  { text: 'Benchmarks', link: '/benchmarks' },
  { text: 'Other people’s pages, measured', link: '/hosts' },
  { text: 'Other people’s media, measured', link: '/corpus' },
  { text: 'Cost and comparison', link: '/comparison' },
  { text: 'From 0.1', link: '/migration' },
];

export default defineConfig({
  title: 'Nextreel',
  description: 'Makes a web feed of short videos feel instant.',
  cleanUrls: true,
  ignoreDeadLinks: false,
  themeConfig: {
    nav: [{ text: 'Start', link: '/start' }],
    sidebar: [
      { text: 'Guide', items: guide },
      { text: 'Reference', items: reference },
    ],
    search: { provider: 'local' },
  },
});
