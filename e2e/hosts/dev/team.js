import './plain-hls.js';
import { words } from './words.ts';

document.title = words;
