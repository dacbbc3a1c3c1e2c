/** The dashboard for the feed page, with its styles and those that make room for it beside the feed. */
import './dashboard.css';
import './feed-beside.css';

export { openDashboard } from './dashboard.ts';
